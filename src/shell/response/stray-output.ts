import { UnreachableError } from '../../errors.ts'

/** The maximum length that is kept, in characters. */
const MAX_TEXT = 4096

/** The output of a shell, its start-up files and the program that provides it, outside of any response. */
export class StrayOutput {
  #text = ''
  #listener: () => void = () => {}

  get text(): string {
    return this.#text
  }

  /** Adds output. */
  add(bytes: Buffer): void {
    this.#text = (this.#text + bytes.toString()).slice(-MAX_TEXT)
    this.#listener()
  }

  /** Returns the last lines, for a message. */
  tail(): string {
    return this.#text.trim().split('\n').slice(-8).join('\n').trim()
  }

  /** Resolves with the name of the first pattern that the output matches. Rejects when `lost` settles first. */
  first<Name extends string>(
    patterns: Readonly<Record<Name, RegExp>>,
    lost: Promise<unknown>,
  ): Promise<Name> {
    return new Promise((resolve, reject) => {
      this.#listener = () => {
        for (const name of Object.keys(patterns) as Name[]) {
          if (!patterns[name].test(this.#text)) continue
          this.#listener = () => {}
          resolve(name)
          return
        }
      }
      lost.then(() => reject(new UnreachableError('the shell wrote output before its first command')), reject)
      this.#listener()
    })
  }
}
