/** Expressions of every kind of node, with scope, functions, indices, units, and errors. */
export const EXPRESSIONS = `
2 + 3 * 4 ^ 2 / 7
10% + 5
200 + 10%
8 mod 3
-2^2
2^-1
5!
[1, 2; 3, 4]'
[1, 2, 3]'
1 < 2 < 3
3 > 2 > 5
[1, 2] == [1, 3]
true ? 1 : 2
null ? 1 : 2
0 ? 1 : 2 ? 3 : 4
"abc"[2]
"abc"[2:3]
"a" == "a"
1:5
5:-2:1
[1, 2, 3][2]
[1, 2, 3][end]
[1, 2, 3][end - 1]
[1, 2, 3; 4, 5, 6][2, :]
[1, 2, 3; 4, 5, 6][:, 2]
[1, 2, 3; 4, 5, 6][1:2, 2:end]
[1, 2, 3][[true, false, true]]
[1, 2, 3][4]
[1, 2, 3][0]
{a: 1, "b": {c: [1, 2]}}.b.c[2]
{a: 1}["a"]
{a: 1}.b
{a: 1}?.b?.c
null?.b
a = 3; a * 2
b = [1, 2, 3]; b[2] = 10; b
b2 = [1, 2; 3, 4]; b2[1, :] = [9, 9]; b2
c = {x: 1}; c.x = 5; c.y = [1, 2]; c.y[1] = 7; c
d = "hello"; d[1] = "J"; d
f(x) = x^2 + 1; f(3)
g(x, y) = x * y; g(2, 3)
h(x) = (k(y) = x + y); h(2)(3)
fact(n) = n <= 1 ? 1 : n * fact(n - 1); fact(10)
f2(x) = x; f2()
f2(x) = x; f2(1, 2)
map([1, 2, 3], x ^ 2)
map([1, 2, 3], f(x) = x + 1)
s(x) = x * 2; map([1, 2, 3], s)
map([1, 2], [3, 4], t(a, b) = a + b)
map([1, 2, 3], u(x, i) = x + i[1])
filter([1, 2, 3, 4], x > 2)
p(x) = x > 1; filter([1, 2, 3], p)
forEach([1, 2], q(x) = x)
sort([3, 1, 2], "desc")
sort([3, 1, 2], cmp(a, b) = b - a)
sqrt(x = 4)
sqrt(-1)
(1 + 2i) * (3 - i)
2 inch to cm
5 cm + 2 mm
3 in
12 m / s
2 kg to lbs
bignumber(1) / 3
fraction(1, 3) + fraction(1, 6)
1 and 0
0 and undefinedName
1 or undefinedName
1 and undefinedName
true xor false
not true
null ?? 5
3 ?? undefinedName
5 & 3
5 | 3
5 ^| 3
~5
1 << 3
[[1, 2], [3, 4]]
[1, 2; 3]
[[1, 2], [3]]
[]
{}
undefined
"it's"
'single'
0x1F + 0b101
1e3 + .5
3.e2
sum([1, 2; 3, 4], 1)
sum(1, 2, 3)
mean([1, 2; 3, 4], 2)
std([1, 2, 3], "uncorrected")
max([1, 5, 3])
concat([1, 2], [3])
size([1, 2; 3, 4])
[1, 2, 3] * [4, 5, 6]
[1, 2; 3, 4] * [1, 2]
[1, 2; 3, 4] .* [1, 2; 3, 4]
[1, 2; 3, 4] ^ 2
2 * [1, 2]
log10([1, 10])
abs([-1, 1])
exp(1)
log(8, 2)
i ^ 2
e
pi
tau
i
boltzmann
sin
sin(90 deg)
[1, 2, 3].toArray()
"abc".toUpperCase()
o = {f(x) = x}
o = {f: r(x) = x + 1}; o.f(2)
typeOf(3)
format(pi, 4)
print("$a and $b", {a: 1, b: 2})
det([1, 2; 3, 4])
inv([1, 2; 3, 4])
identity(2)
zeros(2, 2)
ones(3)
subset([1, 2, 3], index(2))
range(1, 4)
diag([1, 2])
a.b
unknown(3)
3(4)
pi(3)
(1 + 2)(3)
x = y = 4; x + y
end
w = 5; w += 1
v = [1, 2]; z = v; z[1] = 9; v
[1, 2, 3] > 2
7 % 3
7 %
"a" + 1
"2" * 3
null + 1
{"a b": 1}["a b"]
{constructor: 1}
{a: 1}.constructor
"a".constructor
sin.constructor
[1].constructor
{a: 1}.toString
(f3(x) = x).call
cumsum([1, 2, 3])
quantileSeq([1, 2, 3, 4], 0.5)
unit("5 cm").toNumber("mm")
[1, 2; 3, 4].size()
matrix([1, 2]).map(l(x) = x + 1)
apply([1, 2; 3, 4], 1, sum)
mapSlices([1, 2; 3, 4], 1, sum)
compare(1, 2)
deepEqual([1], [1])
2 pi
2(3 + 4)
(1 + 2)(3 + 4)
3 x
4 cm^2
1/2 m
6 / 2(1 + 2)
[1, 2](2)
2 i
# only a comment
1 + 1 # and a comment
1\\n2
a9 = 1\\nb9 = 2\\na9 + b9
1 +\\n2
[1,\\n2]
a8 = 1;\\na8
0.1 + 0.2
bignumber("0.1") + bignumber("0.2")
bignumber(2) ^ 0.5
bignumber(2) + 1
bignumber(10) / 4 > 2
fraction(1, 3) * 3
fraction(1, 3) == 1 / 3
fraction("0.(3)")
fraction(1, 0)
3 + 4i == 3 + 4i
abs(3 + 4i)
exp(i * pi)
conj(2 + i)
re(2 + i) + im(2 + i)
(2 + i)[1]
1 + 2i > 1
polar = toPolar
90 deg to rad
5 kg m / s^2 to N
20 degC to degF
2 inch + 3
2 inch + 3 kg
3 inch in cm
number(5 cm, mm)
unit(5, "cm") * 2
"a" < "b"
"abc"[1]
"abc"[end]
concat("a", "b")
"a" * 2
"3" + 4
length("abc")
{a: 1, b: 2}
{a: 1, a: 2}
ob = {a: {b: 1}}; ob.a.b = 5; ob
ob2 = {}; ob2["x y"] = 1; ob2
{a: 1} == {a: 1}
m = [1, 2; 3, 4]; m[2, 2] = 9; m
m2 = [1, 2]; m2[4] = 1; m2
m3 = [1, 2; 3, 4]; m3[:, 1] = [7; 8]; m3
m4 = []; m4[2, 2] = 1; m4
[1, 2, 3][1:2]
[1, 2, 3][[3, 1]]
[1, 2; 3, 4][2]
[1, 2, 3][1.5]
[1:3, 4]
[1:3; 4:6]
0:0.1:0.3
3:1
1:0
10:-3:0
1:1
true ? 1
x1 = 2; x1 > 1 ? "y" : "n"
f7(x) = x > 0 ? x : -x; f7(-3)
f8(x, y = 2) = x + y
f9(x) = y9; f9(1)
(x9 = 3) + x9
x8 = 1; x8 = x8 + 1; x8
not 1 == 2
1 != 2
5 mod 3 * 2
-3 ^ 2
2 ^ 3 ^ 2
-2!
3!!
1 ? 2 : 3 ? 4 : 5
1;2;3
;
()
(
1 +
1 2
a b
[1, 2
"abc
1 = 2
sin = 3
sqrt(x7)
max()
max("a")
sqrt("a")
sqrt(1, 2)
inv([1, 2; 2, 4])
[1, 2] + [1, 2, 3]
[1, 2; 3, 4] * [1, 2, 3]
cross([1, 2, 3], [4, 5, 6])
bin(5)
hex(255)
oct(8)
0b11 + 0x1f
0b11i8
1e500
-1e500
1e-500
.5.
1..2
5e
Infinity - Infinity
NaN == NaN
null == undefined
undefined + 1
isNaN(NaN)
typeOf(1:3)
typeOf("a")
typeOf(5 cm)
typeOf(i)
typeOf(f)
1 == 1 + 1e-14
`
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => line.replaceAll("\\n", "\n"));
