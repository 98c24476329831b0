/** Draws, sparse relatives of softmax and calibration, in Python. */
export const DRAW_SOURCE = `
def sample(p, n=1, seed=None, replacement=True):
    p = floats(p)
    rows = p.reshape(-1, p.shape[-1])
    generator = np.random.default_rng(seed)
    drawn = [generator.choice(p.shape[-1], int(n), replace=bool(replacement), p=row / np.sum(row)) for row in rows]
    return np.reshape(drawn, p.shape[:-1] + (() if n == 1 else (int(n),)))

def gumbel_softmax(z, tau=1, hard=False, dim=-1, noise=None, seed=None):
    z = floats(z)
    y = z + (gumbel_noise(z.shape, seed) if noise is None else noise)
    return hardmax(y, dim) if hard else softmax(y, tau, dim)

def gumbel_top_k(z, k, seed=None):
    return np.argsort(-(floats(z) + gumbel_noise(np.shape(z), seed)), axis=-1, kind="stable")[..., : int(k)]

def entmax(z, alpha=1.5, dim=-1):
    if alpha == 1:
        return softmax(z, 1, dim)
    z = floats(z) * (alpha - 1)
    power = 1 / (alpha - 1)
    high = np.max(z, axis=dim, keepdims=True)
    low = high - 1
    for _ in range(80):
        middle = (low + high) / 2
        heavy = np.sum(np.maximum(z - middle, 0) ** power, axis=dim, keepdims=True) >= 1
        low, high = np.where(heavy, middle, low), np.where(heavy, high, middle)
    p = np.maximum(z - low, 0) ** power
    return p / np.sum(p, axis=dim, keepdims=True)

def entmax15(z, dim=-1):
    return entmax(z, 1.5, dim)

def ece(p, labels, bins=15):
    p, labels = floats(p), np.asarray(labels)
    sure = p if p.ndim == 1 else np.max(p, axis=1)
    right = labels if p.ndim == 1 else np.argmax(p, axis=1) == labels
    place = np.clip(np.ceil(sure * bins), 1, bins)
    return sum(abs(np.sum(right[place == b]) - np.sum(sure[place == b])) for b in range(1, int(bins) + 1)) / len(sure)

def fit_temperature(logits, labels):
    z, labels = floats(logits).astype(float), np.asarray(labels)
    nll = lambda tau: cross_entropy(z / tau, labels)
    tau = np.exp(scipy.optimize.minimize_scalar(lambda t: nll(np.exp(t)), bounds=(-12, 12), method="bounded", options={"xatol": 1e-10}).x)
    before, after = ece(softmax(z), labels), ece(softmax(z, tau), labels)
    return {"tau": tau, "nll_before": nll(1), "nll_after": nll(tau), "ece_before": before, "ece_after": after}

def reliability(p, labels, bins=15):
    p, labels = floats(p), np.asarray(labels)
    sure = p if p.ndim == 1 else np.max(p, axis=1)
    right = labels if p.ndim == 1 else np.argmax(p, axis=1) == labels
    place = np.clip(np.ceil(sure * bins), 1, bins)
    figure, axes = plt.subplots()
    axes.bar((np.arange(bins) + 0.5) / bins, [np.mean(right[place == b]) if np.any(place == b) else 0 for b in range(1, int(bins) + 1)], 1 / bins)
    axes.plot([0, 1], [0, 1], "k--")
    axes.set(xlabel="confidence", ylabel="accuracy")
`;
