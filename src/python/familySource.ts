/** Functions of softmax and what is near to it, in Python. */
export const FAMILY_SOURCE = `
def floats(x):
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(float)

def softmax(z, tau=1, dim=-1, mask=None):
    z = floats(z)
    if mask is not None:
        z = np.where(mask, z, -np.inf)
    if tau == 0:
        top = z == np.max(z, axis=dim, keepdims=True)
        return (top / np.sum(top, axis=dim, keepdims=True)).astype(z.dtype)
    # In float64, rounded to the logits' dtype at the end.
    p = scipy.special.softmax(z.astype(float) / tau, axis=dim).astype(z.dtype)
    return p if mask is None else np.where(np.any(mask, axis=dim, keepdims=True), p, 0)

def log_softmax(z, tau=1, dim=-1):
    z = floats(z)
    return scipy.special.log_softmax(z.astype(float) / tau, axis=dim).astype(z.dtype)

def softmax1(z, dim=-1, sink=0):
    z = floats(z)
    m = np.maximum(np.max(z, axis=dim, keepdims=True), sink)
    e = np.exp(z - m)
    return e / (np.exp(sink - m) + np.sum(e, axis=dim, keepdims=True))

def softmin(z, tau=1, dim=-1):
    return softmax(-np.asarray(z), tau, dim)

def hardmax(z, dim=-1):
    z = np.asarray(z)
    best = np.argmax(z, axis=dim)
    return (np.arange(z.shape[dim]) == np.expand_dims(best, -1)).astype(floats(z).dtype) if dim in (-1, z.ndim - 1) else np.moveaxis(hardmax(np.moveaxis(z, dim, -1)), -1, dim)

def logsumexp(a, dim=-1, b=None, keepdims=False):
    return scipy.special.logsumexp(floats(a), axis=axis_of(dim), b=b, keepdims=keepdims)

def logmeanexp(a, dim=-1):
    a = floats(a)
    return scipy.special.logsumexp(a, axis=axis_of(dim)) - np.log(a.size / np.size(np.sum(a, axis=axis_of(dim))))

def logaddexp(x, y):
    return np.logaddexp(x, y)

def sigmoid(x):
    return scipy.special.expit(x)

def logit(x):
    return scipy.special.logit(x)

def log_sigmoid(x):
    return -np.logaddexp(0, -np.asarray(x))

def xlogy(x, y):
    return scipy.special.xlogy(x, y)

def xlog1py(x, y):
    return scipy.special.xlog1py(x, y)

def entr(x):
    return scipy.special.entr(x)

def rel_entr(x, y):
    return scipy.special.rel_entr(x, y)

def kl_div(x, y):
    return scipy.special.kl_div(x, y)

def standardize(x, dim=-1, epsilon=1e-5):
    x = floats(x)
    return (x - x.mean(axis=dim, keepdims=True)) / np.sqrt(x.var(axis=dim, keepdims=True) + epsilon)

def entropy(p, q=None, base=None, dim=-1):
    p = floats(p)
    p = p / np.sum(p, axis=dim, keepdims=True)
    if q is None:
        h = np.sum(scipy.special.entr(p), axis=dim)
    else:
        q = floats(q)
        h = np.sum(scipy.special.rel_entr(p, q / np.sum(q, axis=dim, keepdims=True)), axis=dim)
    return h if base is None else h / np.log(base)

def perplexity(p, dim=-1):
    return np.exp(entropy(p, dim=dim))

def kl_divergence(p, q):
    return np.sum(scipy.special.rel_entr(p, q), axis=-1)

def js_divergence(p, q):
    m = (np.asarray(p) + np.asarray(q)) / 2
    return (kl_divergence(p, m) + kl_divergence(q, m)) / 2

def total_variation(p, q):
    return np.sum(np.abs(np.asarray(p) - np.asarray(q)), axis=-1) / 2

def hellinger(p, q):
    return np.sqrt(np.sum((np.sqrt(p) - np.sqrt(q)) ** 2, axis=-1) / 2)

def softargmax(z, tau=1):
    p = softmax(z, tau)
    return p @ np.arange(p.shape[-1])

def smooth_max(z, tau=1, dim=-1):
    return np.max(z, axis=dim) if tau == 0 else tau * logsumexp(floats(z) / tau, dim)

def mellowmax(z, omega=1, dim=-1):
    return np.mean(z, axis=dim) if omega == 0 else logmeanexp(omega * floats(z), dim) / omega

def naive_softmax(z):
    e = np.exp(floats(z))
    return e / np.sum(e, axis=-1, keepdims=True)

def sparsemax(z, dim=-1):
    z = np.moveaxis(floats(z), dim, -1)
    s = -np.sort(-z, axis=-1)
    k = np.arange(1, z.shape[-1] + 1)
    c = np.cumsum(s, axis=-1) - 1
    n = np.sum(s * k > c, axis=-1, keepdims=True)
    return np.moveaxis(np.maximum(z - np.take_along_axis(c, n - 1, axis=-1) / n, 0), -1, dim)

def thermo(energies, T):
    E = floats(energies)
    p = boltzmann(E, T)
    ground = np.min(E, axis=-1)
    gap = E - ground[..., None]
    logl = np.log(np.sum(gap == 0, axis=-1)) if T == 0 else logsumexp(-gap / T)
    U = ground + np.sum(p * np.where(p > 0, gap, 0), axis=-1)
    S = np.sum(scipy.special.entr(p), axis=-1)
    if T == 0:
        return {"logZ": np.where(ground == 0, logl, np.where(ground > 0, -np.inf, np.inf)), "F": ground, "U": U, "S": S, "C": 0 * U, "p": p}
    F = ground - T * logl if T < np.inf else np.where(logl > 0, -np.inf, U)
    return {"logZ": logl - ground / T, "F": F, "U": U, "S": S, "C": heat_capacity(E, T), "p": p}

def heat_capacity(energies, T):
    E = floats(energies)
    if np.ndim(T) > 0:
        return np.stack([heat_capacity(E, t) for t in np.asarray(T)])
    p = boltzmann(E, T)
    E = np.where(p > 0, E, 0)
    mean = np.sum(p * E, axis=-1, keepdims=True)
    return np.sum(p * (E - mean) ** 2, axis=-1) / (T**2 if 0 < T < np.inf else np.inf)

def effective_support(p):
    p = floats(p)
    return np.sum(p, axis=-1) ** 2 / np.sum(p**2, axis=-1)

def softmax_jvp(z, tangent, tau=1, dim=-1, mask=None):
    p = softmax(z, tau, dim, mask)
    v = floats(tangent)
    return p * (v - np.sum(p * v, axis=dim, keepdims=True)) / tau

def softmax_vjp(z, cotangent, tau=1, dim=-1, mask=None):
    return softmax_jvp(z, cotangent, tau, dim, mask)

def logsumexp_hessian(a):
    return softmax_jacobian(a)

def logsumexp_grad(a, dim=-1):
    return softmax(a, 1, dim)

def cross_entropy(logits, target, label_smoothing=0):
    z, target = floats(logits), np.asarray(target)
    axis = min(1, z.ndim - 1)
    known = np.ones(np.shape(np.take(z, 0, axis=axis)), dtype=bool)
    if target.shape != z.shape:
        # -100 in place of a class leaves its row out.
        known = target != -100
        target = np.moveaxis(np.eye(z.shape[axis])[np.where(known, target, 0).astype(int)], -1, axis)
    q = (1 - label_smoothing) * target + label_smoothing / z.shape[axis]
    return np.mean(-np.sum(np.where(q > 0, q * log_softmax(z, dim=axis), 0), axis=axis)[known])

def merge_state(m1, l1, m2, l2):
    m = np.maximum(m1, m2)
    part = lambda n, l: np.where(np.isneginf(n), 0, l * np.exp(np.where(n == m, 0, n - m)))
    return {"m": m, "l": part(m1, l1) + part(m2, l2)}

def softmax_jacobian(z, tau=1):
    p = softmax(z, tau)
    return (np.diag(p) - np.outer(p, p)) / tau

def boltzmann(energies, T):
    return softmax(-floats(energies), T)

def temperature(z, t):
    return floats(z) / t

def top_k(z, k):
    z = floats(z)
    return np.where(z >= np.sort(z, axis=-1)[..., [-min(int(k), z.shape[-1])]], z, -np.inf)

def min_p(z, p):
    q = softmax(z)
    return np.where(q >= p * np.max(q, axis=-1, keepdims=True), z, -np.inf)

def top_p(z, p):
    z = floats(z)
    order = np.argsort(z, axis=-1, kind="stable")
    mass = np.cumsum(np.take_along_axis(softmax(z), order, axis=-1), axis=-1)
    gone = mass <= 1 - p
    gone[..., -1] = False
    out = np.array(z)
    np.put_along_axis(out, order, np.where(gone, -np.inf, np.take_along_axis(z, order, axis=-1)), axis=-1)
    return out

def topk(x, k, dim=-1):
    x = floats(x)
    order = np.argsort(-x, axis=dim, kind="stable").take(np.arange(int(k)), axis=dim)
    return {"values": np.take_along_axis(x, order, axis=dim), "indices": order}

def attention(q, k, v, scale=None, causal=False):
    q, k, v = floats(q), floats(k), floats(v)
    s = q @ np.swapaxes(k, -1, -2) * (1 / np.sqrt(q.shape[-1]) if scale is None else scale)
    return softmax(np.where(causal_mask(s.shape[-1])[: s.shape[-2]], s, -np.inf) if causal else s) @ v

def causal_mask(n):
    return np.tril(np.ones((int(n), int(n)), dtype=bool))

def randn(shape, seed=None):
    return np.random.default_rng(seed).standard_normal(np.asarray(shape, dtype=int))

def rand(shape, seed=None):
    return np.random.default_rng(seed).random(np.asarray(shape, dtype=int))

def randint(lo, hi, shape, seed=None):
    return np.random.default_rng(seed).integers(lo, hi, np.asarray(shape, dtype=int))

def gumbel_noise(shape, seed=None):
    return -np.log(-np.log(rand(shape, seed)))

def reshape(x, shape):
    return np.reshape(x, np.asarray(shape, dtype=int))
`;
