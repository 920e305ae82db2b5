import { parseFlag } from '../base/flag.ts'
import { InputError, type ListSource, type ScalarSource, type Source } from '../errors.ts'
import { type Controller, needsOneOf, type ReachMaker } from '../functions/controller.ts'
import { includedTemplate } from '../functions/files.ts'
import type { Template } from '../templates/template.ts'
import { PendingValueError } from '../values/deferred.ts'
import { attachedTo, lazyObject } from '../values/lazy.ts'
import { adviceOn } from '../values/name-hints.ts'
import { OMIT } from '../values/omit.ts'
import { reveal } from '../values/plain.ts'
import { openSecret } from '../values/read-secret.ts'
import type { Keys, Masks, Secret } from '../values/secret.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { isAboutMissing } from './jinja.ts'
import { type Compiled, compileCondition, compileSource } from './language.ts'
import { namesIn } from './referenced-names.ts'
import { compileTemplateFile } from './template-file.ts'
import { notACondition } from './truth.ts'

/** A variable: as written, to be rendered when something asks for it; or a value, which is never rendered. */
export type Entry = ({ readonly source: Source } | { readonly value: unknown }) & {
  /** Set if the variable is not set explicitly, but derived from other values. */
  readonly isImplied?: true
}

export interface ScopeOptions {
  /** Receives every secret that is read, so that it is masked in all output. */
  readonly masks?: Pick<Masks, 'add'>
  /** Opens what is encrypted. */
  readonly keys?: Keys | undefined
  /** A hint for a missing variable, if there is a better one than a similar name. */
  readonly advise?: (name: string) => string | undefined
  /** What functions read of the controller. */
  readonly controller?: Controller
}

/** Variables by name, as a map has them; what asks a layer for a name may be stopped by a PendingValueError or UnknownValueError. */
export type Layer = Pick<ReadonlyMap<string, Entry>, 'has' | 'get' | 'keys'>

/** The variables that a task sees on a host. Each is rendered once, on first use; nothing here changes afterwards. */
export class Scope {
  readonly #layers: readonly Layer[]
  readonly #options: ScopeOptions
  readonly #parent: Scope | undefined
  readonly #values = new Map<string, unknown>()
  readonly #needs = new Map<string, ReadonlySet<string>>()
  /** The variables that are being rendered now, in the order in which each asked for the next. */
  readonly #open = new Set<string>()
  readonly #context: Record<string, unknown>

  private constructor(layers: readonly Layer[], options: ScopeOptions, parent?: Scope) {
    this.#layers = layers
    this.#options = options
    this.#parent = parent
    const names = (): Iterable<string> => this.names()
    this.#context = lazyObject(
      names,
      name => this.get(name),
      name => this.has(name),
      { names, advise: options.advise },
      options.controller && this.#reachOf(options.controller),
    )
  }

  /** A scope of these layers; of the same name a later layer wins. */
  static of(layers: readonly Layer[], options: ScopeOptions = {}): Scope {
    return new Scope([...layers].reverse(), options)
  }

  /** The same scope with one more layer on top; what the layer does not touch keeps its rendered value. */
  extend(layer: Layer): Scope {
    return new Scope([layer, ...this.#layers], this.#options, this)
  }

  has(name: string): boolean {
    return this.#layers.some(layer => layer.has(name))
  }

  /** A variable as the strongest layer that has it gives it; undefined if none does. */
  entry(name: string): Entry | undefined {
    return this.#layers.find(layer => layer.has(name))?.get(name)
  }

  /** Every name, each once. */
  names(): Iterable<string> {
    return new Set(this.#layers.flatMap(layer => [...layer.keys()]))
  }

  /** A variable's value; of a `!secret` one the Secret. Throws InputError if there is none, or one needs itself. */
  get(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name)
    const entry = this.entry(name)
    if (!entry) throw this.#unknownVariable(name)
    const { controller } = this.#options
    const before = controller?.uses()
    const value = this.#inherits(name) ? this.#parent?.get(name) : this.#make(name, entry)
    // What was read of the controller may be different the next time.
    if (controller?.uses() === before) this.#values.set(name, value)
    return value
  }

  /**
   * A value as written, rendered to plain data: texts templated, `!expr` evaluated, secrets as text, lists and maps all
   * through. What depends on an unknown value is that Unknown, in its place; what is `omit` in a list or map is left out.
   * Throws InputError if all of it is.
   */
  render(source: Source): unknown {
    const value = this.renderOptional(source)
    if (value !== undefined) return value
    throw new InputError('`omit` cannot be used here: the value is required', { place: source.place })
  }

  /** The same for optional values: undefined if it renders to `omit`, and its fallback does too. */
  renderOptional(source: Source): unknown {
    const value = this.#render(source)
    if (value !== OMIT) return reveal(value, 'written out')
    const instead = source.kind === 'scalar' ? source.otherwise : undefined
    return instead && this.renderOptional(instead)
  }

  /** A template file's text. Throws UnknownValueError if it needs an unknown value. */
  renderFile(template: Template): string {
    return String(template.render(this.#context))
  }

  #reachOf(controller: Controller): ReachMaker {
    return () => ({
      controller,
      variables: this.#context,
      renderTemplate: (file, text, own) => this.#renderTemplate(file, text, own),
    })
  }

  #renderTemplate(file: string, text: string, own: Readonly<Record<string, unknown>>): string {
    const template = compileTemplateFile({
      file,
      text,
      dialect: this.#options.controller?.dialectOf(file) ?? 'drover',
      find: name => {
        const reach = attachedTo(this.#context) as ReachMaker
        return includedTemplate(file, name, { ...reach(), missing: 'nothing' })
      },
    })
    const layer = new Map(Object.entries(own).map(([name, value]) => [name, { value }] as const))
    return (layer.size > 0 ? this.extend(layer) : this).renderFile(template)
  }

  /**
   * The value of an expression in the language of its file, or the Unknown that it depends on; `missing`, if that is given, if Jinja
   * finds that a variable in it, or a part of one, does not exist.
   */
  evaluate(source: ScalarSource, missing?: unknown): unknown {
    try {
      return reveal(this.#renderScalar({ ...source, tag: '!expr' }), 'written out')
    } catch (error) {
      if (missing !== undefined && isAboutMissing(error)) return missing
      throw error
    }
  }

  /** A condition's value, or the Unknown that it depends on. Throws InputError for anything but true or false, or the text of one. */
  evaluateCondition(condition: ScalarSource): boolean | Unknown {
    const { value: written } = condition
    if (typeof written === 'boolean') return written
    const compiled = typeof written === 'string' ? compileCondition(condition) : undefined
    const value = compiled ? reveal(this.#run(compiled), 'written out') : written
    if (value instanceof Unknown) return value
    if (compiled?.isJobFlag && (value === 0 || value === 1)) return value === 1
    const answer = parseFlag(value)
    if (answer !== undefined) return answer
    throw notACondition(String(written), value, condition.place)
  }

  /**
   * The name of every variable that rendering a source or a template file may touch, those that other variables need
   * among them, and those that are in no layer; also what functions need, such as `ANY_VARIABLE`.
   */
  needs(source: Source | Pick<Template, 'names'>): Set<string> {
    const found = new Set<string>()
    const visit = (names: Iterable<string>): void => {
      for (const name of names) {
        if (found.has(name)) continue
        found.add(name)
        visit(this.#directNeeds(name))
      }
    }
    visit('names' in source ? source.names : namesIn(source))
    return found
  }

  #directNeeds(name: string): ReadonlySet<string> {
    const known = this.#needs.get(name)
    if (known) return known
    const entry = this.#written(name)
    const names = entry && 'source' in entry ? namesIn(entry.source) : new Set<string>()
    this.#needs.set(name, names)
    return names
  }

  /** Whether variables, and all that they need, are written in the project. */
  #isWritten(names: Iterable<string>): boolean {
    return [...this.needs({ names: new Set(names) })].every(name => {
      const entry = this.#written(name)
      return entry !== undefined && 'source' in entry
    })
  }

  /** The source of a variable; undefined if unknown, since it then needs no other variable. */
  #written(name: string): Entry | undefined {
    try {
      return this.entry(name)
    } catch (error) {
      if (error instanceof PendingValueError || error instanceof UnknownValueError) return undefined
      throw error
    }
  }

  /** True if the top layer changes neither this variable nor one that it needs. */
  #inherits(name: string): boolean {
    const [top] = this.#layers
    if (!this.#parent || !top || top.has(name)) return false
    const entry = this.entry(name)
    if (!entry || 'value' in entry) return true
    return !needsOneOf(this.needs(entry.source), top.keys())
  }

  #make(name: string, entry: Entry): unknown {
    if ('value' in entry) return entry.value
    const { source } = entry
    if (this.#open.has(name)) {
      const all = [...this.#open]
      const cycle = [...all.slice(all.indexOf(name)), name]
      throw new InputError(`\`${name}\` refers to itself: ${cycle.join(' -> ')}`, { place: source.place })
    }
    this.#open.add(name)
    try {
      return 'tag' in source && source.tag === '!secret' ? this.#openSecret(source) : this.#render(source)
    } finally {
      this.#open.delete(name)
    }
  }

  #render(source: Source): unknown {
    if (source.kind === 'list') return this.#renderList(source)
    if (source.kind === 'scalar') return this.#renderScalar(source)
    if (source.tag === '!secret') return this.#openSecret(source).reveal()
    const entries = [...source.entries].map(([key, { value }]) => [key, this.#render(value)] as const)
    return Object.fromEntries(entries.filter(([, value]) => isKept(value)))
  }

  #renderList({ items, make }: ListSource): unknown {
    if (make) return settled(() => make(items, item => this.#render(item)))
    return items.map(item => this.#render(item)).filter(isKept)
  }

  #run(compiled: Compiled): unknown {
    return settled(() => compiled.evaluate(this.#context, names => this.#isWritten(names)))
  }

  #renderScalar(source: ScalarSource): unknown {
    const value = this.#renderPlain(source)
    const isMasked = source.isConfidential && (typeof value === 'string' || typeof value === 'number')
    // safety: a value from an encrypted file is masked
    if (isMasked) this.#options.masks?.add(String(value))
    return value
  }

  #renderPlain(source: ScalarSource): unknown {
    const { value, tag } = source
    if (tag === '!secret') return this.#openSecret(source).reveal()
    const compiled = compileSource(source)
    if (compiled === undefined || typeof value !== 'string') return value
    const rendered = this.#run(compiled)
    if (tag === '!expr') return rendered
    // The literal text before the first expression is known: for `etcd={{version}}`, the package name.
    const prefix = value.slice(0, value.indexOf('{{'))
    return rendered instanceof Unknown && prefix !== '' && !prefix.includes('\\')
      ? new Unknown(rendered.reason, { ...rendered.known, prefix })
      : rendered
  }

  #openSecret(source: Source): Secret {
    const secret = openSecret(source, part => this.#render(part), this.#options.keys)
    this.#options.masks?.add(secret.reveal())
    return secret
  }

  #unknownVariable(name: string): InputError {
    return new InputError(`there is no variable \`${name}\``, { hint: adviceOn(this.#context, name) })
  }
}

function isKept(value: unknown): boolean {
  return value !== OMIT
}

function settled(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    if (error instanceof UnknownValueError) return error.unknown
    throw error
  }
}
