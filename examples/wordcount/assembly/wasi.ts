// The few WASI preview-1 functions the program uses, imported as they are: no shim, so the module's
// import list is exactly what the sandbox must serve.

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_prestat_get")
export declare function fd_prestat_get(fd: i32, out: usize): i32;

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_prestat_dir_name")
export declare function fd_prestat_dir_name(fd: i32, path: usize, length: i32): i32;

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_readdir")
export declare function fd_readdir(fd: i32, buffer: usize, length: i32, cookie: i64, used: usize): i32;

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "path_open")
export declare function path_open(
  fd: i32, lookup: i32, path: usize, length: i32, open: i32, rights: i64, inheriting: i64, flags: i32, out: usize): i32;

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_read")
export declare function fd_read(fd: i32, vectors: usize, count: i32, out: usize): i32;

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_write")
export declare function fd_write(fd: i32, vectors: usize, count: i32, out: usize): i32;

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "fd_close")
export declare function fd_close(fd: i32): i32;

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "proc_exit")
export declare function proc_exit(code: i32): void;

export const STDOUT: i32 = 1;
export const STDERR: i32 = 2;
export const FIRST_PREOPEN: i32 = 3;

export const RIGHT_READ: i64 = 1 << 1;
export const RIGHT_WRITE: i64 = 1 << 6;
export const RIGHT_READDIR: i64 = 1 << 14;
export const OPEN_CREATE: i32 = 1;
export const OPEN_DIRECTORY: i32 = 2;
export const OPEN_TRUNCATE: i32 = 8;
export const TYPE_DIRECTORY: u8 = 3;
