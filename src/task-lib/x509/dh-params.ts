import { generatePrime } from 'node:crypto'
import { promisify } from 'node:util'
import { childrenOf, derOfPem, readDer } from './der.ts'
import { derWriter, pemText } from './write-der.ts'

const LABEL = 'DH PARAMETERS'

/**
 * Returns the size in bits of the prime in Diffie-Hellman parameters in PEM; undefined if the file has none. Source:
 * PKCS #3, 9.
 */
export function dhParamBits(pem: string): number | undefined {
  try {
    const der = derOfPem(pem, LABEL)
    const [prime, generator] = der ? childrenOf(readDer(der)) : []
    if (prime?.tag !== 0x02 || generator?.tag !== 0x02) return undefined
    return BigInt(`0x${prime.content.toString('hex')}`).toString(2).length
  } catch {
    return undefined
  }
}

/**
 * Creates Diffie-Hellman parameters in PEM: a safe prime with this number of bits, for which 2 is a generator as
 * OpenSSL requires it.
 */
export async function newDhParams(bits: number): Promise<string> {
  const options = { safe: true, add: 24n, rem: 23n }
  const prime = Buffer.from(await promisify(primeOf)(bits, options))
  const write = await derWriter()
  const unsigned = Buffer.concat([Buffer.from([0]), prime])
  const body = write.sequence(write.integer(unsigned), write.integer(Buffer.from([2])))
  return pemText(LABEL, write.der(body))
}

/** Calls `generatePrime` with its overload that returns bytes, so that it can be promisified. */
function primeOf(
  bits: number,
  options: { readonly safe: boolean; readonly add: bigint; readonly rem: bigint },
  done: (error: Error | null, prime: ArrayBuffer) => void,
): void {
  generatePrime(bits, { ...options, bigint: false }, done)
}
