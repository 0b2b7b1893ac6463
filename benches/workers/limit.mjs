/**
 * A rate limit that counts in memory, as the platform does on the machine of the request. The rate limit of miniflare
 * writes to a database for every request.
 */
class Limit {
  #counts = new Map()
  #window = 0

  constructor({ limit, period }) {
    this.limitOf = limit
    this.period = period
  }

  async limit({ key }) {
    const window = Math.floor(Date.now() / (this.period * 1000))
    if (window !== this.#window) this.#counts.clear()
    this.#window = window
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return { success: count <= this.limitOf }
  }
}

export default (settings) => new Limit(settings)
