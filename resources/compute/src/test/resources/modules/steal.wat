;; Names global 0, which it does not have: the fuel, after instrumentation.
(module
  (memory (export "memory") 1)
  (func (export "_start") (global.set 0 (i64.const 0x7fffffffffffffff)) (loop $again (br $again))))
