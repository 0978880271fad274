;; Tries to make a symbolic and a hard link in the first mount; exits with the first error number.
(module
  (import "wasi_snapshot_preview1" "path_symlink" (func $path_symlink (param i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_link"
    (func $path_link (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "old")
  (data (i32.const 72) "new")
  (func (export "_start") (local $error i32)
    (local.set $error (call $path_symlink (i32.const 64) (i32.const 3) (i32.const 3) (i32.const 72) (i32.const 3)))
    (if (i32.eqz (local.get $error)) (then (call $proc_exit (i32.const 0))))
    (local.set $error (call $path_link
      (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 3) (i32.const 3) (i32.const 72) (i32.const 3)))
    (call $proc_exit (local.get $error))))
