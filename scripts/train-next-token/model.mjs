/**
 * A neural language model after Bengio et al. (2003): the embeddings of the last tokens → a hidden tanh layer → one logit a token.
 * Trained by Adam on the cross-entropy, with dropout on the hidden layer. All sums run in a fixed order.
 */
import { exp, log, normal, tanh, uniforms } from "./exact.mjs";

/** @param {{vocabulary: number, context: number, embedding: number, hidden: number, seed: number}} shape */
export function createModel(shape) {
  const { vocabulary, context, embedding, hidden, seed } = shape;
  const inputs = context * embedding;
  const uniform = uniforms(seed);
  const draw = (length, scale) => Float64Array.from({ length }, () => normal(uniform) * scale);
  const parameters = {
    embeddings: draw(vocabulary * embedding, 0.3),
    w1: draw(hidden * inputs, 1 / Math.sqrt(inputs)),
    b1: new Float64Array(hidden),
    w2: draw(vocabulary * hidden, 0.3 / Math.sqrt(hidden)),
    b2: new Float64Array(vocabulary),
  };
  return { ...shape, inputs, parameters };
}

/** Logits of the token after `ids[0 … at)`. Fills `state.x` and `state.h`, which training needs again. */
export function forward(model, ids, at, state, keep) {
  const { vocabulary, context, embedding, hidden, inputs, parameters: p } = model;
  for (let c = 0; c < context; c++) {
    const id = ids[at - context + c];
    for (let e = 0; e < embedding; e++) state.x[c * embedding + e] = p.embeddings[id * embedding + e];
  }
  for (let j = 0; j < hidden; j++) {
    let sum = p.b1[j];
    const row = j * inputs;
    for (let i = 0; i < inputs; i++) sum += p.w1[row + i] * state.x[i];
    state.t[j] = tanh(sum);
    state.h[j] = keep ? state.t[j] * keep[j] : state.t[j];
  }
  for (let v = 0; v < vocabulary; v++) {
    let sum = p.b2[v];
    const row = v * hidden;
    for (let j = 0; j < hidden; j++) sum += p.w2[row + j] * state.h[j];
    state.z[v] = sum;
  }
  return state.z;
}

export function createState(model) {
  const { vocabulary, hidden, inputs } = model;
  return { x: new Float64Array(inputs), t: new Float64Array(hidden), h: new Float64Array(hidden), z: new Float64Array(vocabulary) };
}

/** In place: logits → probabilities. */
export function softmax(z) {
  let m = z[0];
  for (let v = 1; v < z.length; v++) if (z[v] > m) m = z[v];
  let sum = 0;
  for (let v = 0; v < z.length; v++) {
    z[v] = exp(z[v] - m);
    sum += z[v];
  }
  for (let v = 0; v < z.length; v++) z[v] /= sum;
  return z;
}

/** Adds the gradient of −log p(target) to `g`; returns that loss. */
function backward(model, ids, at, state, keep, g) {
  const { vocabulary, context, embedding, hidden, inputs, parameters: p } = model;
  const target = ids[at];
  const probabilities = softmax(forward(model, ids, at, state, keep));
  const loss = -log(probabilities[target]);
  const dh = new Float64Array(hidden);
  for (let v = 0; v < vocabulary; v++) {
    const d = probabilities[v] - (v === target ? 1 : 0);
    const row = v * hidden;
    g.b2[v] += d;
    for (let j = 0; j < hidden; j++) {
      g.w2[row + j] += d * state.h[j];
      dh[j] += d * p.w2[row + j];
    }
  }
  const dx = new Float64Array(inputs);
  for (let j = 0; j < hidden; j++) {
    const d = dh[j] * keep[j] * (1 - state.t[j] * state.t[j]);
    const row = j * inputs;
    g.b1[j] += d;
    for (let i = 0; i < inputs; i++) {
      g.w1[row + i] += d * state.x[i];
      dx[i] += d * p.w1[row + i];
    }
  }
  for (let c = 0; c < context; c++) {
    const id = ids[at - context + c];
    for (let e = 0; e < embedding; e++) g.embeddings[id * embedding + e] += dx[c * embedding + e];
  }
  return loss;
}

/**
 * Trains in place on `positions` of `ids`. The rate falls in a straight line to a tenth.
 * @param {(epoch: number, loss: number) => void} report
 */
export function train(model, ids, positions, { epochs, batch, rate, decay, dropout, seed }, report) {
  const uniform = uniforms(seed);
  const state = createState(model);
  const adam = createAdam(model.parameters);
  const steps = epochs * Math.ceil(positions.length / batch);
  const keep = new Float64Array(model.hidden);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(positions, uniform);
    let loss = 0;
    for (let from = 0; from < order.length; from += batch) {
      const some = order.slice(from, from + batch);
      for (const at of some) {
        for (let j = 0; j < keep.length; j++) keep[j] = uniform() < dropout ? 0 : 1 / (1 - dropout);
        loss += backward(model, ids, at, state, keep, adam.gradients);
      }
      adam.step(rate * (1 - (0.9 * step) / steps), decay, some.length);
      step++;
    }
    report(epoch + 1, loss / order.length);
  }
}

function shuffled(list, uniform) {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

/** Adam (Kingma & Ba 2015, arXiv 1412.6980) with decoupled weight decay. */
function createAdam(parameters) {
  const names = Object.keys(parameters);
  const zeros = () => Object.fromEntries(names.map((name) => [name, new Float64Array(parameters[name].length)]));
  const gradients = zeros();
  const first = zeros();
  const second = zeros();
  let correction1 = 1;
  let correction2 = 1;
  const step = (rate, decay, count) => {
    correction1 *= 0.9;
    correction2 *= 0.99;
    for (const name of names) {
      const matrix = name === "w1" || name === "w2";
      update(parameters[name], gradients[name], first[name], second[name], [
        rate,
        matrix ? decay : 0,
        count,
        1 - correction1,
        1 - correction2,
      ]);
    }
  };
  return { gradients, step };
}

function update(w, g, m, v, [rate, decay, count, c1, c2]) {
  for (let i = 0; i < w.length; i++) {
    const gradient = g[i] / count;
    g[i] = 0;
    m[i] = 0.9 * m[i] + 0.1 * gradient;
    v[i] = 0.99 * v[i] + 0.01 * gradient * gradient;
    w[i] -= rate * (m[i] / c1 / (Math.sqrt(v[i] / c2) + 1e-8) + decay * w[i]);
  }
}
