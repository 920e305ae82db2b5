/** Converts bytes to an unsigned number; to a string of digits if a JavaScript number cannot represent it exactly. */
export function numberOf(bytes: Buffer): number | string {
  const value = BigInt(`0x${bytes.toString('hex') || '0'}`)
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString()
}
