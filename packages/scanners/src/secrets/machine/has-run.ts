/** The part of the module that looks for the run that a match must hold: as `hasRun` of `outline.ts`, for the rules that it is filled in for. */
export const HAS_RUN = `
  (func $member (param $members i32) (param $at i32) (result i32)
    (i32.load8_u (i32.add (local.get $members) (i32.load8_u (local.get $at)))))
  (func $hasRun (param $rule i32) (param $start i32) (result i32)
    (local $members i32) (local $size i32) (local $at i32) (local $last i32) (local $end i32)
    (local.set $at (i32.add (global.get $facts) (i32.shl (local.get $rule) (i32.const 5))))
    (local.set $size (i32.load offset=20 (local.get $at)))
    (if (i32.eqz (local.get $size)) (then (return (i32.const 1))))
    (local.set $end (i32.add (local.get $start) (i32.load offset=16 (local.get $at))))
    (if (i32.gt_s (local.get $end) (global.get $length)) (then (local.set $end (global.get $length))))
    (local.set $end (i32.add (global.get $text) (local.get $end)))
    (local.set $at (i32.add (global.get $text) (local.get $start)))
    (local.set $members (i32.add (global.get $members) (i32.shl (local.get $rule) (i32.const 8))))
    (if (i32.eq (local.get $size) (i32.const 1)) (then
      (block $over (loop $before
        (br_if $over (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $over (i32.ne (call $member (local.get $members) (local.get $at)) (i32.const 2)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $before)))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      (return (i32.eq (call $member (local.get $members) (local.get $at)) (i32.const 1)))))
    ;; From the last byte of where a run may be back to one that breaks it: the next may begin behind that.
    (local.set $last (i32.sub (i32.add (local.get $at) (local.get $size)) (i32.const 1)))
    (block $none (loop $runs
      (br_if $none (i32.ge_u (local.get $last) (local.get $end)))
      (local.set $at (local.get $last))
      (local.set $last (i32.sub (local.get $last) (local.get $size)))
      (block $broken (loop $back
        (br_if $broken (i32.ne (call $member (local.get $members) (local.get $at)) (i32.const 1)))
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (br_if $back (i32.gt_u (local.get $at) (local.get $last)))
        (return (i32.const 1))))
      (local.set $last (i32.add (local.get $at) (local.get $size)))
      (br $runs)))
    (i32.const 0))`;
