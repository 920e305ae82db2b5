import { unboxed } from '../base/float.ts'
import type { ListSource, ScalarSource, Source } from '../errors.ts'
import { OMIT } from '../values/omit.ts'
import { openSecret } from '../values/read-secret.ts'
import type { Keys, Masks, Secret } from '../values/secret.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { findByLookup } from './jinja.ts'
import { type Compiled, compileSource } from './language.ts'

/** The variables, masks and keys for rendering values. */
interface Rendering {
  /** The variables by name. */
  readonly context: Record<string, unknown>
  /** Returns whether variables, and all that they depend on, are written in the project. */
  readonly areWritten: (names: Iterable<string>) => boolean
  /** Receives every secret that is read. */
  readonly masks: Pick<Masks, 'add'> | undefined
  readonly keys: Keys | undefined
}

/** Renders values of files with the variables of one scope. */
export class SourceRenderer {
  readonly #rendering: Rendering

  constructor(rendering: Rendering) {
    this.#rendering = rendering
  }

  /**
   * Renders a value, including the contents of lists and maps. A part that depends on an unknown value becomes that
   * Unknown.
   */
  render(source: Source): unknown {
    if (source.kind === 'list') return this.#renderList(source)
    if (source.kind === 'scalar') return this.#renderScalar(source)
    if (source.tag === '!secret') return this.openSecret(source).reveal()
    const entries = [...source.entries].map(([key, { value }]) => [key, this.render(value)] as const)
    return Object.fromEntries(entries.filter(([, value]) => isKept(value)))
  }

  /** Evaluates a compiled expression or template; returns an Unknown if it depends on one. */
  run(compiled: Compiled): unknown {
    const { context, areWritten } = this.#rendering
    return orItsUnknown(() => compiled.evaluate(context, areWritten))
  }

  /** Decrypts a `!secret` and registers it for masking. */
  openSecret(source: Source): Secret {
    const { masks, keys } = this.#rendering
    const secret = openSecret(source, part => this.render(part), keys)
    masks?.add(secret.reveal())
    return secret
  }

  #renderList({ items, make }: ListSource): unknown {
    if (make) {
      const { context } = this.#rendering
      return orItsUnknown(() =>
        make(
          items,
          item => this.render(item),
          (name, terms, place) => findByLookup(name, terms, context, place),
        ),
      )
    }
    return items.map(item => this.render(item)).filter(isKept)
  }

  #renderScalar(source: ScalarSource): unknown {
    const value = this.#renderPlain(source)
    const isMasked = source.isConfidential && ['string', 'number'].includes(typeof unboxed(value))
    // safety: a value from an encrypted file is masked
    if (isMasked) for (const each of [value, unboxed(value)]) this.#rendering.masks?.add(String(each))
    return value
  }

  #renderPlain(source: ScalarSource): unknown {
    const { value, tag } = source
    if (tag === '!secret') return this.openSecret(source).reveal()
    const compiled = compileSource(source)
    if (compiled === undefined || typeof value !== 'string') return value
    const rendered = this.run(compiled)
    if (tag === '!expr') return rendered
    // The literal text before the first expression is still known: in `etcd={{version}}`, the name of the package.
    const prefix = value.slice(0, value.indexOf('{{'))
    return rendered instanceof Unknown && prefix !== '' && !prefix.includes('\\')
      ? new Unknown(rendered.reason, { ...rendered.known, prefix })
      : rendered
  }
}

function isKept(value: unknown): boolean {
  return value !== OMIT
}

function orItsUnknown(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (error instanceof UnknownValueError) return error.unknown
    throw error
  }
}
