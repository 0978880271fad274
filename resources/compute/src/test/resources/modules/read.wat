;; Opens the file argv[1] below the first mount, prints its first 4 KiB; exits with the error number.
(module
  (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open"
    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func $name (result i32)
    (drop (call $args_get (i32.const 256) (i32.const 1024)))
    (i32.load (i32.const 260)))
  (func $length (param $text i32) (result i32) (local $n i32)
    (loop $next
      (if (i32.load8_u (i32.add (local.get $text) (local.get $n)))
        (then (local.set $n (i32.add (local.get $n) (i32.const 1))) (br $next))))
    (local.get $n))
  (func $check (param $error i32) (if (local.get $error) (then (call $proc_exit (local.get $error)))))
  (func (export "_start")
    ;; lookup flag 1: follow links; rights: read
    (call $check (call $path_open (i32.const 3) (i32.const 1) (call $name) (call $length (call $name))
      (i32.const 0) (i64.const 2) (i64.const 2) (i32.const 0) (i32.const 40)))
    (i32.store (i32.const 0) (i32.const 8192))
    (i32.store (i32.const 4) (i32.const 4096))
    (call $check (call $fd_read (i32.load (i32.const 40)) (i32.const 0) (i32.const 1) (i32.const 44)))
    (i32.store (i32.const 4) (i32.load (i32.const 44)))
    (call $check (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 48)))))
