/**
 * The ONNX models of the workloads, as bytes in the format of onnx.proto. Each is a function of the inputs z (or q, k, v) of the shape given,
 * in float32.
 */

const VARINT = 0;
const BYTES = 2;
const FLOAT = 1;
const INT64 = 7;
const INT = 2;
const INTS = 7;
const IR_VERSION = 8;
const OPSET = 13;

function varint(n) {
  let rest = BigInt.asUintN(64, BigInt(n));
  const bytes = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return [...bytes, Number(rest)];
}

const integer = (field, n) => [...varint((field << 3) | VARINT), ...varint(n)];
const bytes = (field, content) => [...varint((field << 3) | BYTES), ...varint(content.length), ...content];
const text = (field, string) => bytes(field, [...Buffer.from(string)]);

function attribute([name, value]) {
  const content = Array.isArray(value)
    ? [...value.flatMap((n) => integer(8, n)), ...integer(20, INTS)]
    : [...integer(3, value), ...integer(20, INT)];
  return bytes(5, [...text(1, name), ...content]);
}

/** One operation: its name, the names that it reads and writes, its attributes (integers, or lists of them). */
function node(operation, inputs, outputs, attributes = {}) {
  const names = [...inputs.flatMap((name) => text(1, name)), ...outputs.flatMap((name) => text(2, name))];
  return bytes(1, [...names, ...text(4, operation), ...Object.entries(attributes).flatMap(attribute)]);
}

/** A constant: integers in one dimension, or one float32. */
function constant(name, value) {
  const content = Array.isArray(value)
    ? [...integer(1, value.length), ...integer(2, INT64), ...value.flatMap((n) => integer(7, n))]
    : [...integer(2, FLOAT), ...bytes(9, [...new Uint8Array(Float32Array.of(value).buffer)])];
  return bytes(5, [...content, ...text(8, name)]);
}

/** A named input or output: `shape` null leaves it open. */
function value(field, name, type, shape) {
  const dimensions = shape
    ? bytes(
        2,
        shape.flatMap((extent) => bytes(1, integer(1, extent))),
      )
    : [];
  return bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...integer(1, type), ...dimensions]))]);
}

function model(parts) {
  return Uint8Array.from([...integer(1, IR_VERSION), ...bytes(8, integer(2, OPSET)), ...bytes(7, [...parts.flat(), ...text(2, "bench")])]);
}

const input = (shape) => value(11, "z", FLOAT, shape);
const output = (name, shape = null, type = FLOAT) => value(12, name, type, shape);

const models = {
  softmax: (shape) => [node("Softmax", ["z"], ["p"], { axis: -1 }), input(shape), output("p", shape)],
  log_softmax: (shape) => [node("LogSoftmax", ["z"], ["p"], { axis: -1 }), input(shape), output("p", shape)],
  logsumexp: (shape) => [node("ReduceLogSumExp", ["z"], ["y"], { axes: [0], keepdims: 0 }), input(shape), output("y", [])],
  entropy: (shape) => [
    node("LogSoftmax", ["z"], ["log"], { axis: -1 }),
    node("Exp", ["log"], ["p"]),
    node("Mul", ["p", "log"], ["terms"]),
    node("ReduceSum", ["terms"], ["sum"], { keepdims: 0 }),
    node("Neg", ["sum"], ["y"]),
    input(shape),
    output("y", []),
  ],
  topk: (shape) => [
    node("TopK", ["z", "k"], ["y", "indices"]),
    constant("k", [50]),
    input(shape),
    output("y", [50]),
    output("indices", [50], INT64),
  ],
  attention: (shape) => [
    node("Transpose", ["k"], ["turned"], { perm: [1, 0] }),
    node("MatMul", ["q", "turned"], ["scores"]),
    node("Mul", ["scores", "scale"], ["logits"]),
    node("Softmax", ["logits"], ["p"], { axis: -1 }),
    node("MatMul", ["p", "v"], ["y"]),
    constant("scale", 1 / Math.sqrt(shape[1])),
    ...["q", "k", "v"].map((name) => value(11, name, FLOAT, shape)),
    output("y", shape),
  ],
};

/** The model's bytes; null for a workload that has none. */
export function onnxModel(workload, shape) {
  return workload in models ? model(models[workload](shape)) : null;
}
