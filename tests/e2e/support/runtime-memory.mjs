// Notes the memory of Rust, before the entry makes an instance: a Worker's modules are run in the order of their imports.

let memory

WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(...parts) {
    super(...parts)
    memory = this.exports.memory
  }
}

/** How large the memory of Rust is, in bytes. It never becomes smaller. */
export const memoryOfRust = () => memory.buffer.byteLength
