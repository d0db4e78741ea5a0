const { TestEnvironment } = require('jest-environment-node');

// jest runs each test file in a VM realm of its own, and native addons reject typed arrays of a foreign realm
// (onnxruntime-node: "tensor data must be a typed array"). The realm therefore borrows ours.
const SHARED = ['ArrayBuffer', 'Uint8Array', 'Int32Array', 'BigInt64Array', 'Float32Array', 'Float64Array'];

module.exports = class extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of SHARED) this.global[name] = globalThis[name];
  }
};
