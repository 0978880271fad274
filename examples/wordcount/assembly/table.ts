// An open-addressing hash table in linear memory. The program only ever grows, so memory is taken from
// the heap's end and never given back: no collector, no free lists.

// Entry: 0 hash u32, 4 word address u32, 8 word length u32, 12 count u32.
const ENTRY: usize = 16;
const FIRST_CAPACITY: u32 = 1 << 12;

let entries: usize = 0;
let capacity: u32 = 0;
let distinctWords: u32 = 0;

export function start(): void {
  capacity = FIRST_CAPACITY;
  entries = zeroed(capacity);
}

export function distinct(): u32 {
  return distinctWords;
}

export function countOf(entry: usize): u32 {
  return load<u32>(entry, 12);
}

export function wordOf(entry: usize): usize {
  return <usize>load<u32>(entry, 4);
}

export function lengthOf(entry: usize): u32 {
  return load<u32>(entry, 8);
}

/** Counts one word; its bytes are copied when it is seen for the first time. */
export function add(hash: u32, word: usize, length: u32): void {
  let entry = find(hash, word, length);
  if (countOf(entry) != 0) {
    store<u32>(entry, countOf(entry) + 1, 12);
    return;
  }
  const copy = heap.alloc(length);
  memory.copy(copy, word, length);
  store<u32>(entry, hash);
  store<u32>(entry, <u32>copy, 4);
  store<u32>(entry, length, 8);
  store<u32>(entry, 1, 12);
  distinctWords++;
  if (distinctWords * 2 > capacity) grow();
}

/** Addresses of all entries, most frequent first, equal counts in byte order of the words. */
export function sorted(): StaticArray<u32> {
  const found = new StaticArray<u32>(<i32>distinctWords);
  let next = 0;
  for (let i: u32 = 0; i < capacity; i++) {
    const entry = entries + <usize>i * ENTRY;
    if (countOf(entry) != 0) unchecked(found[next++] = <u32>entry);
  }
  return mergeSort(found);
}

function find(hash: u32, word: usize, length: u32): usize {
  let slot = hash & (capacity - 1);
  while (true) {
    const entry = entries + <usize>slot * ENTRY;
    if (countOf(entry) == 0) return entry;
    if (load<u32>(entry) == hash && lengthOf(entry) == length && memory.compare(wordOf(entry), word, length) == 0) {
      return entry;
    }
    slot = (slot + 1) & (capacity - 1);
  }
}

function grow(): void {
  const old = entries;
  const oldCapacity = capacity;
  capacity = oldCapacity * 2;
  entries = zeroed(capacity);
  for (let i: u32 = 0; i < oldCapacity; i++) {
    const from = old + <usize>i * ENTRY;
    if (countOf(from) == 0) continue;
    let slot = load<u32>(from) & (capacity - 1);
    while (countOf(entries + <usize>slot * ENTRY) != 0) slot = (slot + 1) & (capacity - 1);
    memory.copy(entries + <usize>slot * ENTRY, from, ENTRY);
  }
}

function zeroed(count: u32): usize {
  const bytes = <usize>count * ENTRY;
  const at = heap.alloc(bytes);
  memory.fill(at, 0, bytes);
  return at;
}

function before(a: usize, b: usize): bool {
  if (countOf(a) != countOf(b)) return countOf(a) > countOf(b);
  const shorter = min(lengthOf(a), lengthOf(b));
  const order = memory.compare(wordOf(a), wordOf(b), shorter);
  return order != 0 ? order < 0 : lengthOf(a) < lengthOf(b);
}

function mergeSort(input: StaticArray<u32>): StaticArray<u32> {
  let from = input;
  let into = new StaticArray<u32>(input.length);
  for (let width = 1; width < input.length; width *= 2) {
    for (let low = 0; low < input.length; low += 2 * width) {
      merge(from, into, low, min(low + width, input.length), min(low + 2 * width, input.length));
    }
    const swap = from;
    from = into;
    into = swap;
  }
  return from;
}

function merge(from: StaticArray<u32>, into: StaticArray<u32>, low: i32, middle: i32, high: i32): void {
  let left = low;
  let right = middle;
  for (let at = low; at < high; at++) {
    const takeLeft =
      left < middle && (right >= high || !before(unchecked(from[right]), unchecked(from[left])));
    unchecked(into[at] = takeLeft ? from[left++] : from[right++]);
  }
}
