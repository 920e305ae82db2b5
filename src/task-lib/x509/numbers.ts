/** An unsigned number; its digits as text if a number of JavaScript cannot hold it. */
export function numberOf(bytes: Buffer): number | string {
  const value = BigInt(`0x${bytes.toString('hex') || '0'}`)
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString()
}
