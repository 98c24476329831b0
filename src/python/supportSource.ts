/** Arrays, files, controls, pictures, and what operators and indices of the notebook's language mean, in Python. */
export const SUPPORT_SOURCE = `
def tensor(x):
    return np.asarray(x)

def linspace(a, b, n):
    return np.linspace(a, b, int(n))

def logspace(a, b, n):
    return np.logspace(a, b, int(n))

def arange(a, b, step=1):
    return np.arange(a, b, step)

def full(shape, value):
    return np.full(np.asarray(shape, dtype=int), float(value))

def one_hot(i, n):
    return np.eye(int(n))[np.asarray(i, dtype=int)]

def argmax(x, dim=-1):
    return np.argmax(x, axis=dim)

def argmin(x, dim=-1):
    return np.argmin(x, axis=dim)

def argsort(x, dim=-1):
    return np.argsort(x, axis=dim, kind="stable")

def where(cond, a, b):
    return np.where(cond, a, b)

def clip(x, lo, hi):
    return np.clip(x, lo, hi)

def stack(list, dim=0):
    return np.stack(list, axis=dim)

def concat(*parts):
    # A number in the last place, after arrays, is the axis, counted from 1.
    axis = -1
    if np.ndim(parts[0]) > 0 and np.ndim(parts[-1]) == 0:
        axis, parts = int(parts[-1]) - 1, parts[:-1]
    return np.concatenate([np.atleast_1d(part) for part in parts], axis=axis)

def map_(x, f):
    x = np.asarray(x)
    found = np.asarray([f(value) for value in np.ravel(x)])
    return np.reshape(found, x.shape + found.shape[1:])

def round_(x, digits=0):
    y = np.asarray(x, dtype=float) * 10.0**digits
    return (np.sign(y) * np.floor(np.abs(y) + 0.5) / 10.0**digits).astype(floats(x).dtype)

def norm(x, p=2):
    return np.linalg.norm(x if np.iscomplexobj(x) else np.asarray(x, dtype=float), p)

def log_(x, base=np.e):
    return np.log(x) if base is np.e else np.log(x) / np.log(base)

def spline(x, y, at):
    return scipy.interpolate.CubicSpline(x, y)(at)

def float16(x):
    return np.asarray(x, dtype=np.float16)

def float32(x):
    return np.asarray(x, dtype=np.float32)

def float64(x):
    return np.asarray(x, dtype=np.float64)

def int32(x):
    return np.trunc(x).astype(np.int32)

def labels(x, names):
    return np.asarray(x)

def load(path, dtype=None):
    if path.endswith(".npy"):
        x = np.load(path)
    elif path.endswith(".json"):
        with open(path, encoding="utf-8") as file:
            x = np.asarray(json.load(file))
    else:
        x = np.genfromtxt(path, delimiter="\\t" if path.endswith(".tsv") else ",")
    return x if dtype is None else x.astype(dtype)

def close(x, y, rtol=1e-9, atol=0):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return bool(np.all((x == y) | (np.abs(x - y) <= np.maximum(rtol * np.maximum(np.abs(x), np.abs(y)), atol))))

def check(condition, message=None):
    assert np.all(condition), message or "The assertion does not hold."
    return True

def slider(min, max, value=None, step=None, scale="linear", label=None):
    return value if value is not None else np.sqrt(min * max) if scale == "log" else (min + max) / 2

def number_input(value):
    return value

def select(options, value=None):
    return list(options)[0] if value is None else value

def checkbox(value):
    return value

def reduced(f, x, dim, keepdims, **more):
    # In float64, rounded to the dtype at the end.
    x = np.asarray(x)
    if not np.issubdtype(x.dtype, np.floating):
        return f(x, axis=axis_of(dim), keepdims=keepdims, **more)
    return f(x.astype(float), axis=axis_of(dim), keepdims=keepdims, **more).astype(x.dtype)

def sum_(x, dim=None, keepdims=False):
    return reduced(np.sum, x, dim, keepdims)

def prod_(x, dim=None, keepdims=False):
    return reduced(np.prod, x, dim, keepdims)

def mean_(x, dim=None, keepdims=False):
    return reduced(np.mean, x, dim, keepdims)

def max_(x, dim=None, keepdims=False):
    return np.max(x, axis=axis_of(dim), keepdims=keepdims)

def min_(x, dim=None, keepdims=False):
    return np.min(x, axis=axis_of(dim), keepdims=keepdims)

def variance_(x, dim=None, keepdims=False):
    return reduced(np.var, x, dim, keepdims, ddof=1)

def std_(x, dim=None, keepdims=False):
    return reduced(np.std, x, dim, keepdims, ddof=1)

def cumsum_(x, dim=0):
    return np.cumsum(x, axis=dim)

def size_(x):
    return np.asarray(np.shape(x))

def sweep_(of, values):
    return np.stack([of(value) for value in np.asarray(values)])

def plot(*y, x=None, kind="line", title=None, labels=None, legend=None, dashed=None, x_label=None, y_label=None):
    figure, axes = plt.subplots()
    for i, one in enumerate(y):
        at = np.arange(np.size(one)) if x is None else x
        name = None if labels is None else labels[i]
        draw = {"line": axes.plot, "point": axes.scatter, "bar": axes.bar, "area": axes.fill_between}[kind]
        style = {"linestyle": "--"} if name is not None and name == dashed else {}
        draw(at, np.asarray(one), label=name, **style)
    axes.set(title=title or "", xlabel=x_label or "", ylabel=y_label or "")
    if labels is not None:
        axes.legend(title=legend)

def heatmap(x, title=None, x_label=None, y_label=None):
    figure, axes = plt.subplots()
    axes.matshow(np.atleast_2d(x))
    axes.set(title=title or "", xlabel=x_label or "", ylabel=y_label or "")

def histogram(x, bins=30, title=None, x_label=None, y_label=None):
    figure, axes = plt.subplots()
    axes.hist(np.ravel(x), bins=int(bins))
    axes.set(title=title or "", xlabel=x_label or "", ylabel=y_label or "")

def table(x):
    return x

def axis_of(dim):
    return tuple(int(d) for d in dim) if np.ndim(dim) == 1 else dim

def mul(a, b):
    return np.asarray(a) * b if np.ndim(a) == 0 or np.ndim(b) == 0 else np.asarray(a) @ np.asarray(b)

def div(a, b):
    return np.asarray(a) / b if np.ndim(b) < 2 else np.asarray(a) @ np.linalg.inv(b)

def power(a, b):
    return np.linalg.matrix_power(np.asarray(a), int(b)) if np.ndim(a) == 2 and np.ndim(b) == 0 else np.power(floats(a), b)

def span(first, last, step=1):
    return np.arange(first, last + step / 2, step)

def key_of(index):
    return index if isinstance(index, slice) else np.asarray(index, dtype=bool) if np.asarray(index).dtype == bool else np.asarray(index).astype(int) - 1

def at(x, *indices):
    x = np.asarray(x)
    for axis, index in reversed(list(enumerate(indices))):
        x = x[(slice(None),) * axis + (key_of(index),)]
    return x.item() if np.ndim(x) == 0 else x

def put(x, value, *indices):
    x = x if isinstance(x, np.ndarray) and x.dtype == float else np.array(x, dtype=float)
    x[tuple(key_of(index) for index in indices)] = value
    return x

def show(value):
    print(value)
    if isinstance(value, np.ndarray) and value.ndim in (1, 2) and value.size > 1 and np.issubdtype(value.dtype, np.number):
        figure, axes = plt.subplots()
        axes.bar(np.arange(value.size), value) if value.ndim == 1 else axes.matshow(value)
`;
