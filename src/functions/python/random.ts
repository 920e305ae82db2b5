import { createHash } from 'node:crypto'

const SIZE = 624
const SHIFT = 397

/**
 * Python's `random.Random(seed)` for a string or whole number: the Mersenne Twister (MT19937, Matsumoto and
 * Nishimura 1998), seeded as `Modules/_randommodule.c` does, so that a seed gives the same choices as in Ansible.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(SIZE)
  #at = SIZE

  constructor(seed: string | number) {
    this.#seed(wordsOf(seed))
  }

  /** Returns a whole number from 0 up to but not including `end`. */
  below(end: number): number {
    const bits = end.toString(2).length
    for (;;) {
      const found = this.#bits(bits)
      if (found < end) return found
    }
  }

  /** Returns a random number with that many bits, at most 53. */
  #bits(count: number): number {
    if (count <= 32) return this.#next() >>> (32 - count)
    const low = this.#next()
    return (this.#next() >>> (64 - count)) * 2 ** 32 + low
  }

  #seed(key: readonly number[]): void {
    const state = this.#state
    this.#fill(19_650_218)
    let [at, from] = [1, 0]
    const step = (factor: number, add: number): void => {
      const before = state[at - 1] ?? 0
      const mixed = Math.imul(before ^ (before >>> 30), factor)
      state[at] = ((state[at] ?? 0) ^ mixed) + add
      at += 1
      if (at < SIZE) return
      state[0] = state[SIZE - 1] ?? 0
      at = 1
    }
    for (let left = Math.max(SIZE, key.length); left > 0; left -= 1) {
      step(1_664_525, (key[from] ?? 0) + from)
      from = (from + 1) % key.length
    }
    for (let left = SIZE - 1; left > 0; left -= 1) step(1_566_083_941, -at)
    state[0] = 0x8000_0000
  }

  #fill(seed: number): void {
    const state = this.#state
    state[0] = seed
    for (let at = 1; at < SIZE; at += 1) {
      const before = state[at - 1] ?? 0
      state[at] = Math.imul(1_812_433_253, before ^ (before >>> 30)) + at
    }
  }

  #next(): number {
    if (this.#at >= SIZE) this.#twist()
    let word = this.#state[this.#at] ?? 0
    this.#at += 1
    word ^= word >>> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return (word ^ (word >>> 18)) >>> 0
  }

  #twist(): void {
    const state = this.#state
    for (let at = 0; at < SIZE; at += 1) {
      const joined = ((state[at] ?? 0) & 0x8000_0000) | ((state[(at + 1) % SIZE] ?? 0) & 0x7fff_ffff)
      const odd = joined & 1 ? 0x9908_b0df : 0
      state[at] = (state[(at + SHIFT) % SIZE] ?? 0) ^ (joined >>> 1) ^ odd
    }
    this.#at = 0
  }
}

/** Returns the 32-bit words of the number that is the seed, lowest first. */
function wordsOf(seed: string | number): number[] {
  let rest = typeof seed === 'number' ? BigInt(Math.abs(seed)) : numberOf(seed)
  const words: number[] = []
  do {
    words.push(Number(rest & 0xffff_ffffn))
    rest >>= 32n
  } while (rest > 0n)
  return words
}

/** Returns a string followed by its SHA-512 as one number. */
function numberOf(text: string): bigint {
  const digest = createHash('sha512').update(text).digest('hex')
  return BigInt(`0x${Buffer.from(text).toString('hex')}${digest}`)
}
