/** Powers of a matrix grow without end; this is taken out as often as needed. */
const SCALE = 2 ** 128;

/**
 * P(D < d) of the two-sided Kolmogorov–Smirnov statistic of n values and a known distribution, exactly: n!/n^n times
 * one element of the n-th power of Durbin's matrix. Takes some (2nd)³ ln n steps. Source: Marsaglia, Tsang & Wang
 * (2003), Evaluating Kolmogorov's distribution.
 */
export function durbinCdf(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const centre = (k - 1) * size + k - 1;
  let base = durbinMatrix(size, k - n * d);
  let baseScale = 0;
  let power: Float64Array | undefined;
  let scale = 0;
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) {
      power = power ? multiply(power, base, size) : base;
      scale += baseScale;
    }
    base = multiply(base, base, size);
    baseScale *= 2;
    if (base[centre]! > SCALE) {
      base = base.map((x) => x / SCALE);
      baseScale += 1;
    }
  }
  let probability = power![centre]!;
  for (let i = 1; i <= n; i++) {
    probability *= i / n;
    if (probability < 1 / SCALE) {
      probability *= SCALE;
      scale -= 1;
    }
  }
  return probability * SCALE ** scale;
}

/** H of the paper, with d = (k − h) / n. */
function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const inverseFactorials = [1];
  for (let i = 1; i <= size; i++) inverseFactorials.push(inverseFactorials[i - 1]! / i);
  for (let row = 0; row < size; row++) {
    for (let column = 1; column <= Math.min(size - 1, row + 1); column++)
      matrix[row * size + column] = inverseFactorials[row - column + 1]!;
  }
  for (let i = 0; i < size; i++) {
    const edge = (1 - h ** (i + 1)) * inverseFactorials[i + 1]!;
    matrix[i * size] = edge;
    matrix[(size - 1) * size + (size - 1 - i)] = edge;
  }
  const corner = 1 - 2 * h ** size + Math.max(0, 2 * h - 1) ** size;
  matrix[(size - 1) * size] = corner * inverseFactorials[size]!;
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a[row * size + inner]!;
      for (let column = 0; column < size; column++)
        product[row * size + column]! += factor * b[inner * size + column]!;
    }
  }
  return product;
}
