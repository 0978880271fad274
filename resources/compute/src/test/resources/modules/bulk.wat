;; Fills and copies 64 KiB a hundred times.
(module
  (memory (export "memory") 3)
  (func (export "_start") (local $i i32)
    (loop $next
      (memory.fill (i32.const 0) (local.get $i) (i32.const 65536))
      (memory.copy (i32.const 65536) (i32.const 0) (i32.const 65536))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 100))))))
