// A keyed 53-bit hash of a string: HalfSipHash-1-3 over UTF-16 code units, two 32-bit results joined.
// It stands for an offer or for a piece of rendered HTML, so that the server keeps eight bytes instead of the text.
// The key is the server's secret and no hash ever leaves it, so a visitor can neither compute nor search for a collision.

/** Two random 32-bit integers, made by whoever starts the server. */
export type HashKey = readonly [number, number]

export function hash(key: HashKey, text: string): number {
  let v0 = key[0] | 0
  let v1 = (key[1] | 0) ^ 0xee
  let v2 = 0x6c796765 ^ key[0]
  let v3 = 0x74656462 ^ key[1]
  const length = text.length

  for (let i = 0; i <= length; i += 2) {
    // Past the end charCodeAt gives NaN, which `|` takes for 0; the length in the last word tells such texts apart.
    const word =
      i + 1 < length
        ? text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)
        : text.charCodeAt(i) ^ (length << 16)
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
  }

  let high = 0
  for (let half = 0; half < 2; half++) {
    if (half === 0) v2 ^= 0xee
    else v1 ^= 0xdd
    for (let i = 0; i < 3; i++) {
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
    }
    if (half === 0) high = (v1 ^ v3) & 0x1fffff
  }
  return high * 0x1_0000_0000 + ((v1 ^ v3) >>> 0)
}
