;; Sleeps until one millisecond after the time its clock shows; exits with the error number.
(module
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $clock (i32.const 1) (i64.const 1) (i32.const 0)))
    (i32.store (i32.const 80) (i32.const 1))
    (i64.store (i32.const 88) (i64.add (i64.load (i32.const 0)) (i64.const 1000000)))
    (i32.store16 (i32.const 104) (i32.const 1))
    (call $proc_exit (call $poll (i32.const 64) (i32.const 256) (i32.const 1) (i32.const 512)))))
