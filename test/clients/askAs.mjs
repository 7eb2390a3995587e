/**
 * A JSON-RPC request as the caller of a token makes it.
 * @param {{ enclave: object, network: object }} keys of `keys.js`.
 * @param {string} tenant name of the enclave key; `undefined`: without a token.
 * @param {string} node name of the node that is asked.
 * @returns {Promise<unknown>} its result, or the number of its error.
 */
export async function askAs({ enclave, network }, tenant, node, method, params) {
  const headers = { 'content-type': 'application/json' }
  if (tenant !== undefined) headers.authorization = `Bearer ${enclave[tenant].jwt}`
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(network[node].url, { method: 'POST', headers, body })
  const { result, error } = await response.json()
  return error === undefined ? result : error.code
}
