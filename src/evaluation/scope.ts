import { parseFlag } from '../base/flag.ts'
import { suggest } from '../base/suggest.ts'
import { InputError, type ScalarSource, type Source } from '../errors.ts'
import { type Controller, needsOneOf, type ReachMaker } from '../functions/controller.ts'
import type { Template } from '../templates/template.ts'
import { lazyObject } from '../values/lazy.ts'
import { adviceOn } from '../values/name-hints.ts'
import { OMIT } from '../values/omit.ts'
import { reveal } from '../values/plain.ts'
import type { Keys, Masks } from '../values/secret.ts'
import { Unknown } from '../values/unknown.ts'
import { isAboutMissing } from './jinja-errors.ts'
import { compileCondition } from './language.ts'
import { makeReach } from './reach.ts'
import { namesIn } from './referenced-names.ts'
import { SourceRenderer } from './source-renderer.ts'
import { notACondition } from './truth.ts'
import { VariableNeeds } from './variable-needs.ts'

/** A variable: as written, to be rendered when something asks for it; or a value, which is never rendered. */
export type Entry = ({ readonly source: Source } | { readonly value: unknown }) & {
  /** Set if the variable is not set explicitly, but derived from other values. */
  readonly isImplied?: true
  /** Set if the variable is a fact of its host too. */
  readonly isFact?: true
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
  readonly #needs: VariableNeeds
  /** The variables that are being rendered now, in the order in which each asked for the next. */
  readonly #open = new Set<string>()
  readonly #context: Record<string, unknown>
  readonly #renderer: SourceRenderer

  private constructor(layers: readonly Layer[], options: ScopeOptions, parent?: Scope) {
    this.#layers = layers
    this.#options = options
    this.#parent = parent
    const { controller } = options
    const names = (): Iterable<string> => this.names()
    const reach: ReachMaker | undefined =
      controller &&
      (() => makeReach(controller, this.#context, (template, own) => this.#renderOver(template, own)))
    this.#context = lazyObject(
      names,
      name => this.get(name),
      name => this.has(name),
      { names, advise: options.advise },
      reach,
    )
    this.#needs = new VariableNeeds(name => this.entry(name))
    this.#renderer = new SourceRenderer({
      context: this.#context,
      areWritten: names => this.#needs.areWritten(names),
      masks: options.masks,
      keys: options.keys,
    })
  }

  /** A scope of these layers; of the same name a later layer wins. */
  static of(layers: readonly Layer[], options: ScopeOptions = {}): Scope {
    return new Scope([...layers].reverse(), options)
  }

  /** The same scope with one more layer on top; what the layer does not touch keeps its rendered value. */
  extend(layer: Layer): Scope {
    return new Scope([layer, ...this.#layers], this.#options, this)
  }

  /** The same scope. Its errors for missing variables give this hint if no variable has a similar name. */
  advising(advise: (name: string) => string): Scope {
    const { advise: better } = this.#options
    const own = (name: string): string | undefined =>
      better?.(name) ?? (suggest(name, this.names()) === undefined ? advise(name) : undefined)
    return new Scope(this.#layers, { ...this.#options, advise: own }, this)
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
    const value = this.#renderer.render(source)
    if (value !== OMIT) return reveal(value, 'written out')
    const instead = source.kind === 'scalar' ? source.otherwise : undefined
    return instead && this.renderOptional(instead)
  }

  /** A template file's text. Throws UnknownValueError if it needs an unknown value. */
  renderFile(template: Template): string {
    return String(template.render(this.#context))
  }

  /** The same with more variables over those of the scope, as the function `template` has it. */
  #renderOver(template: Template, own: Readonly<Record<string, unknown>>): string {
    const layer = new Map(Object.entries(own).map(([name, value]) => [name, { value }] as const))
    return (layer.size > 0 ? this.extend(layer) : this).renderFile(template)
  }

  /** Whether Ansible's setting `jinja2_native` applies. */
  get isJinjaNative(): boolean {
    return this.#options.controller?.isJinjaNative ?? false
  }

  /**
   * The value of an expression in the language of its file, or the Unknown that it depends on; `missing`, if that is given, if Jinja
   * finds that a variable in it, or a part of one, does not exist.
   */
  evaluate(source: ScalarSource, missing?: unknown): unknown {
    try {
      return reveal(this.#renderer.render({ ...source, tag: '!expr' }), 'written out')
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
    const value = compiled ? reveal(this.#renderer.run(compiled), 'written out') : written
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
    return this.#needs.allOf('names' in source ? source.names : namesIn(source))
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
      return 'tag' in source && source.tag === '!secret'
        ? this.#renderer.openSecret(source)
        : this.#renderer.render(source)
    } finally {
      this.#open.delete(name)
    }
  }

  #unknownVariable(name: string): InputError {
    return new InputError(`there is no variable \`${name}\``, { hint: adviceOn(this.#context, name) })
  }
}
