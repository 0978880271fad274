import { fd_write, STDERR, proc_exit } from "./wasi";

const VECTOR = memory.data(8);
const WRITTEN = memory.data(4);

/** Writes all bytes, also when the host takes them piece by piece. Returns false when the host refuses. */
export function writeAll(fd: i32, from: usize, length: i32): bool {
  while (length > 0) {
    store<u32>(VECTOR, <u32>from);
    store<u32>(VECTOR, length, 4);
    if (fd_write(fd, VECTOR, 1, WRITTEN) != 0) return false;
    const written = load<i32>(WRITTEN);
    if (written <= 0) return false;
    from += written;
    length -= written;
  }
  return true;
}

export function print(fd: i32, text: string): void {
  const bytes = String.UTF8.encode(text);
  writeAll(fd, changetype<usize>(bytes), bytes.byteLength);
}

export function fail(why: string): void {
  print(STDERR, "wordcount: " + why + "\n");
  proc_exit(1);
  unreachable();
}
