/** The part of WebAssembly that is used here; the type definitions of Node.js leave it out. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/** What a module without imports exports. `undefined` when the machine cannot run it. @param code its bytes. */
export function wasmInstance(code: Uint8Array): unknown {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(code)).exports
  } catch {
    return undefined
  }
}
