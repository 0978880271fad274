// Counts the words of every file under /in and writes /out/result.txt: one line a word, "count word",
// most frequent first, equal counts in byte order. A word is a run of letters, digits, inner
// apostrophes and non-ASCII bytes; ASCII letters are lower-cased.
import {
  fd_close, fd_prestat_dir_name, fd_prestat_get, fd_read, fd_readdir, path_open, FIRST_PREOPEN,
  OPEN_CREATE, OPEN_DIRECTORY, OPEN_TRUNCATE, RIGHT_READ, RIGHT_READDIR, RIGHT_WRITE, STDOUT, TYPE_DIRECTORY,
} from "./wasi";
import { fail, print, writeAll } from "./output";
import { add, countOf, distinct, lengthOf, sorted, start, wordOf } from "./table";

const CHUNK: i32 = 1 << 16;
const WRITE_BUFFER: i32 = 1 << 16;
const DIRECTORY_BUFFER: i32 = 1 << 14;
const DIRECTORY_ENTRY: i32 = 24;
/** A word longer than this is cut into pieces, so that a file without blanks cannot fill the memory. */
const MAX_WORD: u32 = 256;
const MAX_NAME: i32 = 256;
/** Directories deeper than this are an error: the recursion has a bound. */
const MAX_DEPTH: i32 = 16;
const FNV_OFFSET: u32 = 2166136261;
const FNV_PRIME: u32 = 16777619;

const SCRATCH = memory.data(16);
const PATH = memory.data(256);
const INPUT = memory.data(65536);
const OUTPUT = memory.data(65536);
const WORD = memory.data(256);

let totalWords: u64 = 0;
let wordLength: u32 = 0;
let hash: u32 = FNV_OFFSET;
let outputUsed: i32 = 0;
let outputFile: i32 = -1;

export function _start(): void {
  const input = preopened("/in");
  const output = preopened("/out");
  if (input < 0) fail("no directory is mounted at /in");
  if (output < 0) fail("no directory is mounted at /out");
  start();
  countDirectory(input, 0);
  writeResult(output);
  print(STDOUT, totalWords.toString() + " words, " + distinct().toString() + " distinct\n");
}

export function onAbort(message: usize, file: usize, line: u32, column: u32): void {
  fail("out of memory");
}

function preopened(name: string): i32 {
  const wanted = String.UTF8.encode(name);
  for (let fd = FIRST_PREOPEN; fd_prestat_get(fd, SCRATCH) == 0; fd++) {
    const length = load<i32>(SCRATCH, 4);
    if (length != wanted.byteLength || length > MAX_NAME) continue;
    if (fd_prestat_dir_name(fd, PATH, length) != 0) continue;
    if (memory.compare(PATH, changetype<usize>(wanted), length) == 0) return fd;
  }
  return -1;
}

function countDirectory(directory: i32, depth: i32): void {
  if (depth > MAX_DEPTH) fail("directories are nested too deeply");
  const buffer = heap.alloc(DIRECTORY_BUFFER);
  let cookie: i64 = 0;
  while (true) {
    if (fd_readdir(directory, buffer, DIRECTORY_BUFFER, cookie, SCRATCH) != 0) fail("cannot list a directory");
    const used = load<i32>(SCRATCH);
    let at = 0;
    while (at + DIRECTORY_ENTRY <= used) {
      const entry = buffer + at;
      const length = load<i32>(entry, 16);
      if (at + DIRECTORY_ENTRY + length > used) break;
      cookie = load<i64>(entry);
      countEntry(directory, entry + DIRECTORY_ENTRY, length, load<u8>(entry, 20), depth);
      at += DIRECTORY_ENTRY + length;
    }
    if (used < DIRECTORY_BUFFER) return;
    if (at == 0) fail("a file name is too long");
  }
}

function countEntry(directory: i32, name: usize, length: i32, type: u8, depth: i32): void {
  if (isDot(name, length)) return;
  const isDirectory = type == TYPE_DIRECTORY;
  const open = isDirectory ? OPEN_DIRECTORY : 0;
  const rights = isDirectory ? RIGHT_READDIR : RIGHT_READ;
  if (path_open(directory, 0, name, length, open, rights, RIGHT_READ | RIGHT_READDIR, 0, SCRATCH) != 0) {
    fail("cannot open " + String.UTF8.decodeUnsafe(name, length));
  }
  const fd = load<i32>(SCRATCH);
  if (isDirectory) {
    countDirectory(fd, depth + 1);
  } else {
    countFile(fd);
  }
  fd_close(fd);
}

function isDot(name: usize, length: i32): bool {
  if (load<u8>(name) != 0x2e) return false;
  return length == 1 || (length == 2 && load<u8>(name, 1) == 0x2e);
}

function countFile(fd: i32): void {
  while (true) {
    store<u32>(SCRATCH, <u32>INPUT);
    store<u32>(SCRATCH, CHUNK, 4);
    if (fd_read(fd, SCRATCH, 1, SCRATCH + 8) != 0) fail("cannot read a file");
    const read = load<i32>(SCRATCH, 8);
    if (read <= 0) break;
    countBytes(INPUT, read);
  }
  endWord();
}

function countBytes(from: usize, length: i32): void {
  const end = from + length;
  for (let at = from; at < end; at++) {
    let c = <u32>load<u8>(at);
    if (c - 0x41 < 26) c |= 0x20;
    const apostrophe = c == 0x27 && wordLength > 0;
    if (c - 0x61 < 26 || c - 0x30 < 10 || c >= 0x80 || apostrophe) {
      if (wordLength == MAX_WORD) endWord();
      store<u8>(WORD + wordLength++, <u8>c);
      hash = (hash ^ c) * FNV_PRIME;
    } else if (wordLength != 0) {
      endWord();
    }
  }
}

function endWord(): void {
  while (wordLength > 0 && load<u8>(WORD + wordLength - 1) == 0x27) {
    wordLength--;
    hash = hashOf(WORD, wordLength);
  }
  if (wordLength != 0) {
    add(hash, WORD, wordLength);
    totalWords++;
  }
  wordLength = 0;
  hash = FNV_OFFSET;
}

function hashOf(word: usize, length: u32): u32 {
  let value = FNV_OFFSET;
  for (let i: u32 = 0; i < length; i++) value = (value ^ <u32>load<u8>(word + i)) * FNV_PRIME;
  return value;
}

function writeResult(directory: i32): void {
  const name = String.UTF8.encode("result.txt");
  const flags = OPEN_CREATE | OPEN_TRUNCATE;
  if (path_open(directory, 0, changetype<usize>(name), name.byteLength, flags, RIGHT_WRITE, 0, 0, SCRATCH) != 0) {
    fail("cannot create /out/result.txt");
  }
  outputFile = load<i32>(SCRATCH);
  const entries = sorted();
  for (let i = 0; i < entries.length; i++) writeLine(<usize>unchecked(entries[i]));
  flush();
  fd_close(outputFile);
}

function writeLine(entry: usize): void {
  if (outputUsed + 16 + <i32>MAX_WORD > WRITE_BUFFER) flush();
  writeNumber(countOf(entry));
  put(0x20);
  memory.copy(OUTPUT + outputUsed, wordOf(entry), lengthOf(entry));
  outputUsed += lengthOf(entry);
  put(0x0a);
}

function writeNumber(value: u32): void {
  let divisor: u32 = 1;
  while (value / divisor >= 10) divisor *= 10;
  for (; divisor > 0; divisor /= 10) put(<u8>(0x30 + ((value / divisor) % 10)));
}

function put(byte: u8): void {
  store<u8>(OUTPUT + outputUsed++, byte);
}

function flush(): void {
  if (!writeAll(outputFile, OUTPUT, outputUsed)) fail("cannot write /out/result.txt");
  outputUsed = 0;
}
