import { expect, test } from 'vitest';

import { compileRego } from './program.ts';

/** What is wrong with a module: the code and the place of the first error, and what its message says. */
const CASES: readonly (readonly [module: string, error: string, message: string])[] = [
  // rego_parse_error
  ['', 'rego_parse_error 1:1', 'empty module'],
  ['p := 1', 'rego_parse_error 1:1', 'unexpected p token: package must be the first statement'],
  ['package', 'rego_parse_error 1:8', 'unexpected eof token: expected ident'],
  ['package 1', 'rego_parse_error 1:9', 'unexpected 1 token: expected ident'],
  ['package t.', 'rego_parse_error 1:11', 'unexpected eof token: expected ident'],
  [
    'package t\nimport foo.bar',
    'rego_parse_error 2:1',
    'unexpected import path, must begin with one of: {data, future, input, rego}, got: foo',
  ],
  ['package t\nimport data.x as', 'rego_parse_error 2:17', 'unexpected eof token: expected var after as'],
  ['package t\nimport', 'rego_parse_error 2:7', 'unexpected eof token: expected ident'],
  ['package t\nimport rego.v2', 'rego_parse_error 2:1', 'invalid import, must be `rego.v1`'],
  [
    'package t\nimport future.keywords.foo',
    'rego_parse_error 2:1',
    'unexpected keyword, must be one of: in, every, contains, if',
  ],
  ['package t\np { true }', 'rego_parse_error 2:3', '`if` keyword is required before rule body'],
  ['package t\np if {', 'rego_parse_error 2:7', 'found empty body'],
  ['package t\np if { }', 'rego_parse_error 2:8', 'found empty body'],
  ['package t\np if', 'rego_parse_error 2:5', 'unexpected eof token: expected term'],
  ['package t\np := ', 'rego_parse_error 2:6', 'unexpected eof token: expected term'],
  ['package t\np := [1, 2', 'rego_parse_error 2:11', 'unexpected eof token: expected ]'],
  ['package t\np := {"a": }', 'rego_parse_error 2:12', 'unexpected } token: expected term'],
  ['package t\np := {"a" 1}', 'rego_parse_error 2:11', 'unexpected 1 token: expected }'],
  ['package t\np := (1', 'rego_parse_error 2:8', 'unexpected eof token: expected )'],
  ['package t\np := "abc', 'rego_parse_error 2:6', 'non-terminated string'],
  ['package t\np := "a\\q"', 'rego_parse_error 2:6', 'illegal string escape sequence'],
  ['package t\np := `abc', 'rego_parse_error 2:6', 'non-terminated string'],
  ['package t\np := 01', 'rego_parse_error 2:6', 'illegal number format: 0'],
  ['package t\np := 1a', 'rego_parse_error 2:6', 'illegal number format: 1'],
  ['package t\np := @', 'rego_parse_error 2:6', 'illegal token: "@"'],
  ['package t\np := 1 2', 'rego_parse_error 2:8', 'unexpected 2 token: expected rule head name'],
  ['package t\np if { x := 1 y := 2 }', 'rego_parse_error 2:15', 'unexpected y token: expected \\n or ; or }'],
  ['package t\np if { x := }', 'rego_parse_error 2:13', 'unexpected } token: expected term'],
  ['package t\np if { := 1 }', 'rego_parse_error 2:8', 'unexpected := token: expected term'],
  ['package t\np if { 1 + }', 'rego_parse_error 2:12', 'unexpected } token: expected term'],
  ['package t\np if { some }', 'rego_parse_error 2:13', 'unexpected } token: expected term'],
  ['package t\np if { some 1 }', 'rego_parse_error 2:13', 'expected var in `some` declaration'],
  ['package t\np if { some _ }', 'rego_parse_error 2:13', 'expected var in `some` declaration'],
  ['package t\np if { some x in }', 'rego_parse_error 2:18', 'unexpected } token: expected term'],
  ['package t\np if { some a, b, c in input }', 'rego_parse_error 2:8', 'expected `some x in xs` or `some x, y in xs`'],
  [
    'package t\np if { every x input { true } }',
    'rego_parse_error 2:16',
    'unexpected input token: expected `every x[, y] in xs { ... }`',
  ],
  ['package t\np if { every x in input }', 'rego_parse_error 2:25', 'unexpected } token: expected {'],
  [
    'package t\np if { every 1 in input { true } }',
    'rego_parse_error 2:14',
    'unexpected 1 token: expected var after every',
  ],
  ['package t\np if { not some x }', 'rego_parse_error 2:12', 'unexpected some token: `some` cannot be negated'],
  ['package t\np if { every x in input { } }', 'rego_parse_error 2:27', 'found empty body'],
  ['package t\np if { input.x with }', 'rego_parse_error 2:21', 'unexpected } token: expected term'],
  ['package t\np if { input.x with input.y }', 'rego_parse_error 2:29', 'unexpected } token: expected as keyword'],
  ['package t\np if { input.x with input.y as }', 'rego_parse_error 2:32', 'unexpected } token: expected term'],
  [
    'package t\np[x] if { x := 1 } else := 2 { true }',
    'rego_parse_error 2:30',
    '`if` keyword is required before rule body',
  ],
  ['package t\np contains x { x := 1 }', 'rego_parse_error 2:14', '`if` keyword is required before rule body'],
  ['package t\np contains x := 1 if { x := 1 }', 'rego_parse_error 2:14', 'partial sets cannot have a value'],
  ['package t\np', 'rego_parse_error 2:1', 'var cannot be used for rule name'],
  ['package t\np["a"]', 'rego_parse_error 2:1', '`contains` keyword is required for partial set rules'],
  ['package t\nif := 1', 'rego_parse_error 2:1', 'unexpected if token: expected rule head name'],
  ['package t\nin := 1', 'rego_parse_error 2:1', 'unexpected in token: expected rule head name'],
  ['package t\nsome := 1', 'rego_parse_error 2:1', 'unexpected some token: expected rule head name'],
  ['package t\ndefault p', 'rego_parse_error 2:10', 'unexpected eof token: expected default rule to have a value'],
  ['package t\ndefault p := 1 if { true }', 'rego_parse_error 2:1', 'default rules must not have a body'],
  [
    'package t\ndefault p contains 1',
    'rego_parse_error 2:21',
    'unexpected eof token: expected default rule to have a value',
  ],
  ['package t\np := 1 else', 'rego_parse_error 2:12', 'unexpected eof token: expected else value term or rule body'],
  [
    'package t\np := 1 if { true } else { false }',
    'rego_parse_error 2:25',
    '`if` keyword is required before rule body',
  ],
  [
    'package t\np contains 1 if { true } else := 2',
    'rego_parse_error 2:26',
    'else keyword cannot be used on partial rules',
  ],
  ['package t\n1 := 2', 'rego_parse_error 2:1', 'unexpected 1 token: expected rule head name'],
  ['package t\n"a" := 2', 'rego_parse_error 2:1', 'unexpected "a" token: expected rule head name'],
  ['package t\n[p] := 2', 'rego_parse_error 2:1', 'unexpected [ token: expected rule head name'],
  ['package t\np := input.', 'rego_parse_error 2:12', 'unexpected eof token: expected identifier after "."'],
  ['package t\np := input[1', 'rego_parse_error 2:13', 'unexpected eof token: expected ]'],
  ['package t\np := f(1', 'rego_parse_error 2:9', 'unexpected eof token: expected )'],
  ['package t\np := [x | ]', 'rego_parse_error 2:11', 'found empty body'],
  ['package t\np := {x | x := 1', 'rego_parse_error 2:17', 'unexpected eof token: expected }'],
  ['package t\np := - x', 'rego_parse_error 2:8', 'unexpected x token: expected number'],
  ['package t\np := $"{x"', 'rego_parse_error 2:10', 'non-terminated string'],
  ['package t\np := $"{}"', 'rego_parse_error 2:9', 'unexpected eof token: expected term'],
  ['package t\np := $"{some x}"', 'rego_parse_error 2:9', 'expected term in template expression'],
  ['package t\np := $"abc', 'rego_parse_error 2:6', 'non-terminated string'],
  ['package t\n}', 'rego_parse_error 2:1', 'unexpected } token: expected rule head name'],
  ['package t\np if { true ]', 'rego_parse_error 2:13', 'unexpected ] token: expected \\n or ; or }'],
  ['package t\np := not x', 'rego_parse_error 2:6', 'unexpected not token: expected term'],
  ['package t\np := x with input as 1', 'rego_parse_error 2:8', 'unexpected with token: expected rule head name'],
  ['package t\np.q', 'rego_parse_error 2:1', '`if` keyword is required before rule body'],
  ['package t\np if { true; ; false', 'rego_parse_error 2:21', 'unexpected eof token: expected }'],
  ['package t\np := {1, 2', 'rego_parse_error 2:11', 'unexpected eof token: expected }'],
  ['package t\np := {"a": 1, "b"}', 'rego_parse_error 2:18', 'unexpected } token: expected :'],
  ['package t\nf(x := 1', 'rego_parse_error 2:5', 'unexpected := token: expected )'],
  ['package t\n# METADATA\n# scope: nonsense\np := 1', 'rego_parse_error 2:1', 'invalid scope "nonsense"'],
  [
    'package t\n# METADATA\n# scope: package\np := 1',
    'rego_parse_error 2:1',
    "annotation scope 'package' must be applied to package",
  ],
  ['package t\n# METADATA\n# title: [\np := 1', 'rego_parse_error 2:1', 'yaml: could not read metadata'],
  ['# METADATA\n# scope: rule\npackage t', 'rego_parse_error 1:1', "annotation scope 'rule' must be applied to rule"],
  [
    'package t\np := 1\n# METADATA\n# title: x',
    'rego_parse_error 3:1',
    "annotation scope 'rule' must be applied to rule",
  ],
  // rego_unsafe_var_error
  ['package t\np := x', 'rego_unsafe_var_error 2:6', 'var x is unsafe'],
  ['package t\np if x', 'rego_unsafe_var_error 2:6', 'var x is unsafe'],
  ['package t\np if { x > 1 }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  ['package t\np if { not x }', 'rego_unsafe_var_error 2:12', 'var x is unsafe'],
  ['package t\np if { x == y }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  ['package t\np if { x = y }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  ['package t\np contains x', 'rego_unsafe_var_error 2:12', 'var x is unsafe'],
  ['package t\np[x] := 1', 'rego_unsafe_var_error 2:3', 'var x is unsafe'],
  ['package t\np[x] := y if { x := 1 }', 'rego_unsafe_var_error 2:9', 'var y is unsafe'],
  ['package t\np if { x := y }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  ['package t\np if { not input.a[_] }', 'rego_unsafe_var_error 2:20', 'var _ is unsafe'],
  ['package t\np if { not input.a[i] }', 'rego_unsafe_var_error 2:20', 'var i is unsafe'],
  ['package t\np if { count(x) > 1 }', 'rego_unsafe_var_error 2:14', 'var x is unsafe'],
  ['package t\np if { x := [y | true] }', 'rego_unsafe_var_error 2:14', 'var y is unsafe'],
  ['package t\np if { x := {y: 1 | true} }', 'rego_unsafe_var_error 2:14', 'var y is unsafe'],
  ['package t\np if { x := {1 | y > 1} }', 'rego_unsafe_var_error 2:18', 'var y is unsafe'],
  ['package t\nf(x) := y', 'rego_unsafe_var_error 2:9', 'var y is unsafe'],
  ['package t\nf(x) if { y > x }', 'rego_unsafe_var_error 2:11', 'var y is unsafe'],
  ['package t\np if { every x in y { true } }', 'rego_unsafe_var_error 2:19', 'var y is unsafe'],
  ['package t\np if { every x in input { y > 1 } }', 'rego_unsafe_var_error 2:27', 'var y is unsafe'],
  ['package t\np if { some x in y }', 'rego_unsafe_var_error 2:18', 'var y is unsafe'],
  ['package t\np if { x[0] }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  ['package t\np if { input.a with input.b as x }', 'rego_unsafe_var_error 2:32', 'var x is unsafe'],
  ['package t\np if { {x} = {1} }', 'rego_unsafe_var_error 2:9', 'var x is unsafe'],
  ['package t\np if { {x: 1} = {"a": 1} }', 'rego_unsafe_var_error 2:9', 'var x is unsafe'],
  ['package t\np if { [x] := [y] }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  ['package t\np := {"a": x}', 'rego_unsafe_var_error 2:12', 'var x is unsafe'],
  ['package t\np := [1, x]', 'rego_unsafe_var_error 2:10', 'var x is unsafe'],
  ['package t\np if { x := 1 + y }', 'rego_unsafe_var_error 2:17', 'var y is unsafe'],
  ['package t\np if { sprintf("%v", [x], y) }', 'rego_unsafe_var_error 2:23', 'var x is unsafe'],
  ['package t\np if { x = y; y = z }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  ['package t\np := input.a[x]["b"] + y', 'rego_unsafe_var_error 2:24', 'var y is unsafe'],
  ['package t\np := 1 if { true } else := x', 'rego_unsafe_var_error 2:28', 'var x is unsafe'],
  ['package t\np := $"{x}"', 'rego_unsafe_var_error 2:9', 'var x is unsafe'],
  ['package t\np if { not f(x) }\nf(_) := 1', 'rego_unsafe_var_error 2:14', 'var x is unsafe'],
  ['package t\np if { walk(x, [_, y]) }', 'rego_unsafe_var_error 2:13', 'var x is unsafe'],
  ['package t\np if { a.b.c }', 'rego_unsafe_var_error 2:8', 'var a is unsafe'],
  ['package t\np if { print(x) }', 'rego_unsafe_var_error 2:14', 'var x is unsafe'],
  ['package t\np if { x > 1; x := 2 }', 'rego_unsafe_var_error 2:8', 'var x is unsafe'],
  // rego_type_error
  ['package t\np := foo(1)', 'rego_type_error 2:6', 'undefined function foo'],
  ['package t\np := count()', 'rego_type_error 2:6', 'function count has arity 1, got 0 arguments'],
  ['package t\np := count([1], [2], 3)', 'rego_type_error 2:6', 'function count has arity 1, got 3 arguments'],
  ['package t\np := foo.bar(1)', 'rego_type_error 2:6', 'undefined function foo.bar'],
  [
    'package t\np if count(1) > 0',
    'rego_type_error 2:6',
    'count: invalid argument(s): have (number), want (any<array, object, set, string>)',
  ],
  ['package t\np := upper(1)', 'rego_type_error 2:6', 'upper: invalid argument(s): have (number), want (string)'],
  [
    'package t\np := concat(1, ["a"])',
    'rego_type_error 2:6',
    'concat: invalid argument(s): have (number, array), want (string, any<array, set>)',
  ],
  ['package t\np if 1 == "a"', 'rego_type_error 2:8', 'match error: left is number, right is string'],
  ['package t\np if { x := 1; x == "a" }', 'rego_type_error 2:18', 'match error: left is number, right is string'],
  ['package t\np if { [1] = {"a": 1} }', 'rego_type_error 2:12', 'match error: left is array, right is object'],
  [
    'package t\np := sum("a")',
    'rego_type_error 2:6',
    'sum: invalid argument(s): have (string), want (any<array, set>)',
  ],
  [
    'package t\np := startswith("a", 1)',
    'rego_type_error 2:6',
    'startswith: invalid argument(s): have (string, number), want (string, string)',
  ],
  [
    'package t\np := sprintf("a", "b")',
    'rego_type_error 2:6',
    'sprintf: invalid argument(s): have (string, string), want (string, array)',
  ],
  [
    'package t\np := object.get([1], "a", 1)',
    'rego_type_error 2:6',
    'object.get: invalid argument(s): have (array, string, number), want (object, any, any)',
  ],
  [
    'package t\np := array.concat([1], {2})',
    'rego_type_error 2:6',
    'array.concat: invalid argument(s): have (array, set), want (array, array)',
  ],
  [
    'package t\np := "a" + 1',
    'rego_type_error 2:10',
    'plus: invalid argument(s): have (string, number), want (number, number)',
  ],
  [
    'package t\np := {1} * 2',
    'rego_type_error 2:10',
    'mul: invalid argument(s): have (set, number), want (number, number)',
  ],
  [
    'package t\np := regex.match(1, "a")',
    'rego_type_error 2:6',
    'regex.match: invalid argument(s): have (number, string), want (string, string)',
  ],
  [
    'package t\np := time.parse_ns(1, "a")',
    'rego_type_error 2:6',
    'time.parse_ns: invalid argument(s): have (number, string), want (string, string)',
  ],
  ['package t\np if count([1]) == "1"', 'rego_type_error 2:17', 'match error: left is number, right is string'],
  ['package t\nf(x) := 1\nf(x, y) := 2', 'rego_type_error 3:1', 'conflicting rules data.t.f found'],
  ['package t\np := 1\np contains 2', 'rego_type_error 3:1', 'conflicting rules data.t.p found'],
  ['package t\nf(x) := 1\nf := 2', 'rego_type_error 3:1', 'conflicting rules data.t.f found'],
  ['package t\ndefault p := 1\ndefault p := 2', 'rego_type_error 3:9', 'multiple default rules data.t.p found'],
  ['package t\nf(x) := x\np := f()', 'rego_type_error 3:6', 'function f has arity 1, got 0 arguments'],
  ['package t\nf(x) := x\np := f(1, 2, 3)', 'rego_type_error 3:6', 'function f has arity 1, got 3 arguments'],
  ['package t\np := 1\np.q := 2', 'rego_type_error 2:1', 'rule data.t.p conflicts with [data.t.p.q]'],
  ['package t\np contains 1\np.q := 2', 'rego_type_error 2:1', 'rule data.t.p conflicts with [data.t.p.q]'],
  ['package t\np := 1\nq := p(1)', 'rego_type_error 3:6', 'undefined function p'],
  [
    'package t\np if { true with foo as 1 }',
    'rego_type_error 2:18',
    'with keyword target must reference existing input, data, or a function',
  ],
  [
    'package t\np if { true with x.y as 1 }',
    'rego_type_error 2:18',
    'with keyword target must reference existing input, data, or a function',
  ],
  [
    'package t\np := numbers.range("a", 2)',
    'rego_type_error 2:6',
    'numbers.range: invalid argument(s): have (string, number), want (number, number)',
  ],
  ['package t\np if "a" = null', 'rego_type_error 2:10', 'match error: left is string, right is null'],
  [
    'package t\np := [x | x := lower(1)]',
    'rego_type_error 2:16',
    'lower: invalid argument(s): have (number), want (string)',
  ],
  [
    'package t\np if { every x in [1] { upper(2) } }',
    'rego_type_error 2:25',
    'upper: invalid argument(s): have (number), want (string)',
  ],
  ['package t\np if not lower(1)', 'rego_type_error 2:10', 'lower: invalid argument(s): have (number), want (string)'],
  [
    'package t\np := json.unmarshal(1)',
    'rego_type_error 2:6',
    'json.unmarshal: invalid argument(s): have (number), want (string)',
  ],
  ['package t\np := 1 & {2}', 'rego_type_error 2:8', 'and: invalid argument(s): have (number, set), want (set, set)'],
  // rego_compile_error
  ['package t\np if { x := 1; x := 2 }', 'rego_compile_error 2:16', 'var x assigned above'],
  ['package t\np if { some x }', 'rego_compile_error 2:13', 'declared var x unused'],
  ['package t\np if { some x, x; x = 1 }', 'rego_compile_error 2:16', 'var x declared above'],
  ['package t\np if { 1 := 2 }', 'rego_compile_error 2:8', 'cannot assign to scalar'],
  ['package t\np if { input.x := 2 }', 'rego_compile_error 2:8', 'cannot assign to ref'],
  ['package t\np if { f(1) := 2 }\nf(_) := 1', 'rego_compile_error 2:8', 'cannot assign to call'],
  [
    'package t\nimport data.a.x\nimport data.b.x\np := x',
    'rego_compile_error 3:1',
    'import must not shadow import data.a.x',
  ],
  ['package t\nimport data.a.p\np := 1', 'rego_compile_error 2:1', 'rule p conflicts with import of data.a.p'],
  ['package t\np if { x := 1; some x; x = 2 }', 'rego_compile_error 2:21', 'var x declared above'],
  ['package t\np if { some x in [1]; x := 2 }', 'rego_compile_error 2:23', 'var x declared above'],
  ['package t\np if { [x, y] := [1, 2]; y := 3 }', 'rego_compile_error 2:26', 'var y assigned above'],
  [
    'package t\nimport input.a as b\nimport input.c as b\np := b',
    'rego_compile_error 3:1',
    'import must not shadow import input.a',
  ],
  ['package t\np := [x | some y; x := 1]', 'rego_compile_error 2:16', 'declared var y unused'],
  // rego_recursion_error
  ['package t\np if p', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  [
    'package t\np if q\nq if p',
    'rego_recursion_error 2:1',
    'rule data.t.p is recursive: data.t.p -> data.t.q -> data.t.p',
  ],
  ['package t\nf(x) := f(x)', 'rego_recursion_error 2:1', 'rule data.t.f is recursive: data.t.f -> data.t.f'],
  ['package t\np := count(data.t)', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  ['package t\np if data.t[_]', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  ['package t\np contains x if p[x]', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  ['package t\np if not p', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  ['package t\np := [x | x := p]', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  [
    'package t\nf(x) := g(x)\ng(x) := f(x)',
    'rego_recursion_error 2:1',
    'rule data.t.f is recursive: data.t.f -> data.t.g -> data.t.f',
  ],
  [
    'package t\np if { every x in [1] { q } }\nq if p',
    'rego_recursion_error 2:1',
    'rule data.t.p is recursive: data.t.p -> data.t.q -> data.t.p',
  ],
  ['package t\np if data[input.x].p', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  [
    'package t\np[k] := v if { k := "a"; v := p.b }',
    'rego_recursion_error 2:1',
    'rule data.t.p is recursive: data.t.p -> data.t.p',
  ],
  ['package t\np := $"{p}"', 'rego_recursion_error 2:1', 'rule data.t.p is recursive: data.t.p -> data.t.p'],
  [
    'package t\na if b\nb if c\nc if d\nd if a',
    'rego_recursion_error 2:1',
    'rule data.t.a is recursive: data.t.a -> data.t.b -> data.t.c -> data.t.d -> data.t.a',
  ],
];

test.each(CASES)('%j', (text, place, message) => {
  const program = compileRego({ modules: [{ path: 't.rego', text }] });

  const error = 'errors' in program ? program.errors[0] : undefined;
  expect(error).toMatchObject({ file: 't.rego', message });
  expect(`${error?.code} ${error?.line}:${error?.column}`).toBe(place);
});

test('brackets nested too deeply are an error, not a crash', () => {
  const text = `package t\np := ${'['.repeat(100_000)}`;

  const program = compileRego({ modules: [{ path: 't.rego', text }] });

  expect(program).toMatchObject({ errors: [{ code: 'rego_parse_error', message: 'nested too deeply' }] });
});

test('errors of all modules are told, in the order of files and lines', () => {
  const modules = [
    { path: 'b.rego', text: 'package b\np := x\nq := y' },
    { path: 'a.rego', text: 'package a\np if p' },
  ];

  const program = compileRego({ modules });

  const places = 'errors' in program ? program.errors.map(({ file, line }) => `${file}:${line}`) : [];
  expect(places).toEqual(['a.rego:2', 'b.rego:2', 'b.rego:3']);
});
