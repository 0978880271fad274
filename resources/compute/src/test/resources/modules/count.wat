;; A loop whose instructions can be counted by hand: 2, then 1,000 times 8, then 2.
(module
  (memory (export "memory") 1)
  (func (export "_start") (local $i i32)
    (local.set $i (i32.const 1000))
    (loop $next
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (br_if $next (i32.ne (local.get $i) (i32.const 0))))
    (drop (i32.const 0))))
