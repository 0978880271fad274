;; Wants a function no sandbox has.
(module
  (import "env" "fork" (func $fork (result i32)))
  (memory (export "memory") 1)
  (func (export "_start") (drop (call $fork))))
