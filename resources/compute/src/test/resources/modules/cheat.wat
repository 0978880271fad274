;; Puts function 1, which it does not have, into its table: the charging helper, after instrumentation. Calls it
;; with a negative cost, then loops for ever.
(module
  (memory (export "memory") 1)
  (table 1 funcref)
  (elem (i32.const 0) 1)
  (func (export "_start")
    (call_indirect (param i32) (i32.const -2000000) (i32.const 0))
    (loop $again (br $again))))
