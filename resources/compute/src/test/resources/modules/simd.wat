;; Uses SIMD.
(module
  (memory (export "memory") 1)
  (func (export "_start") (drop (i8x16.add (v128.const i32x4 0 0 0 0) (v128.const i32x4 1 1 1 1)))))
