import { parseFlag } from '../base/flag.ts'
import { suggest } from '../base/suggest.ts'
import { InputError, type ScalarSource, type Source } from '../errors.ts'
import { type Controller, type MakeRenderContext, needsOneOf } from '../functions/controller.ts'
import type { Template } from '../templates/template.ts'
import { lazyObject } from '../values/lazy.ts'
import { adviceOn } from '../values/name-hints.ts'
import { OMIT } from '../values/omit.ts'
import { reveal } from '../values/plain.ts'
import type { Keys, Masks } from '../values/secret.ts'
import { Unknown } from '../values/unknown.ts'
import { isAboutMissing } from './jinja-errors.ts'
import { compileCondition } from './language.ts'
import { namesIn } from './referenced-names.ts'
import { SourceRenderer } from './source-renderer.ts'
import { makeTemplateAccess } from './template-access.ts'
import { notACondition } from './truth.ts'
import { VariableNeeds } from './variable-needs.ts'

/** A variable: either a source, which is rendered when it is read, or a value, which is never rendered. */
export type Entry = ({ readonly source: Source } | { readonly value: unknown }) & {
  /** Set if the value is written in the project and contains no data from hosts, such as an item of a list in a playbook. */
  readonly isWritten?: boolean
  /** Set if the value is derived from other settings. Any explicit variable with the same name takes precedence. */
  readonly isImplied?: true
  /** Set if the variable is a fact of its host too. */
  readonly isFact?: true
}

/** What a scope needs to render values. */
export interface ScopeOptions {
  /** Receives every secret that is read, so that it is masked in all output. */
  readonly masks?: Pick<Masks, 'add'>
  /** The keys that decrypt encrypted values. */
  readonly keys?: Keys | undefined
  /** Returns a hint for a missing variable, if there is a better one than a similar name. */
  readonly advise?: (name: string) => string | undefined
  /** The controller's files and programs, for template functions. */
  readonly controller?: Controller
}

/** Variables by name. A lookup may throw PendingValueError or UnknownValueError. */
export type Layer = Pick<ReadonlyMap<string, Entry>, 'has' | 'get' | 'keys'>

/** The variables that a task sees on a host. Each is rendered once, on first use; nothing here changes afterwards. */
export class Scope {
  readonly #layers: readonly Layer[]
  readonly #options: ScopeOptions
  readonly #parent: Scope | undefined
  readonly #values = new Map<string, unknown>()
  readonly #needs: VariableNeeds
  /** The variables that are being rendered now, outermost first, to detect cycles. */
  readonly #open = new Set<string>()
  readonly #context: Record<string, unknown>
  readonly #renderer: SourceRenderer

  private constructor(layers: readonly Layer[], options: ScopeOptions, parent?: Scope) {
    this.#layers = layers
    this.#options = options
    this.#parent = parent
    const { controller } = options
    const names = (): Iterable<string> => this.names()
    const reach: MakeRenderContext | undefined =
      controller &&
      (() =>
        makeTemplateAccess(controller, this.#context, (template, own) => this.#renderOver(template, own)))
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

  /** Creates a scope from layers; for the same name, a later layer takes precedence. */
  static of(layers: readonly Layer[], options: ScopeOptions = {}): Scope {
    return new Scope([...layers].reverse(), options)
  }

  /**
   * Returns the scope with one more layer on top. Variables that do not depend on the layer keep their rendered
   * values.
   */
  extend(layer: Layer): Scope {
    return new Scope([layer, ...this.#layers], this.#options, this)
  }

  /** Returns the scope with a hint for missing variables, which is used if no variable has a similar name. */
  advising(advise: (name: string) => string): Scope {
    const { advise: better } = this.#options
    const own = (name: string): string | undefined =>
      better?.(name) ?? (suggest(name, this.names()) === undefined ? advise(name) : undefined)
    return new Scope(this.#layers, { ...this.#options, advise: own }, this)
  }

  /** Whether a layer has the variable. Throws UnknownValueError or PendingValueError if that is not known yet. */
  has(name: string): boolean {
    return this.#layers.some(layer => layer.has(name))
  }

  /** Returns the entry of a variable from the layer with the highest precedence; undefined if no layer has it. */
  entry(name: string): Entry | undefined {
    return this.#layers.find(layer => layer.has(name))?.get(name)
  }

  /** Returns the names of all variables, without duplicates. */
  names(): Iterable<string> {
    return new Set(this.#layers.flatMap(layer => [...layer.keys()]))
  }

  /**
   * Returns the value of a variable; for `!secret`, a Secret. Throws InputError if it does not exist or refers to
   * itself.
   */
  get(name: string): unknown {
    if (this.#values.has(name)) return this.#values.get(name)
    const entry = this.entry(name)
    if (!entry) throw this.#unknownVariable(name)
    const { controller } = this.#options
    const before = controller?.uses()
    const value = this.#inherits(name) ? this.#parent?.get(name) : this.#make(name, entry)
    // Values that depend on the controller are not cached, since they may differ the next time.
    if (controller?.uses() === before) this.#values.set(name, value)
    return value
  }

  /**
   * Renders a value to plain data: templates are rendered, `!expr` evaluated, and secrets become text, also inside
   * lists and maps. A part that depends on an unknown value becomes that Unknown; a part that is `omit` is left out.
   * Throws InputError if the whole value is `omit`.
   */
  render(source: Source): unknown {
    const value = this.renderOptional(source)
    if (value !== undefined) return value
    throw new InputError('`omit` cannot be used here: the value is required', { place: source.place })
  }

  /** Renders an optional value; undefined if it renders to `omit`, and its fallback does too. */
  renderOptional(source: Source): unknown {
    const value = this.#renderer.render(source)
    if (value !== OMIT) return reveal(value, 'written out')
    const instead = source.kind === 'scalar' ? source.otherwise : undefined
    return instead && this.renderOptional(instead)
  }

  /** Renders a template file. Throws UnknownValueError if it needs an unknown value. */
  renderFile(template: Template): string {
    return String(template.render(this.#context))
  }

  /** Renders a template file with additional variables on top of the scope, for the function `template`. */
  #renderOver(template: Template, own: Readonly<Record<string, unknown>>): string {
    const layer = new Map(Object.entries(own).map(([name, value]) => [name, { value }] as const))
    return (layer.size > 0 ? this.extend(layer) : this).renderFile(template)
  }

  /** Whether Ansible's setting `jinja2_native` applies. */
  get isJinjaNative(): boolean {
    return this.#options.controller?.isJinjaNative ?? false
  }

  /**
   * Evaluates an expression in the language of its file; returns an Unknown if it depends on one. If Jinja finds that
   * a variable in it, or a part of one, does not exist, returns `missing` if that is given.
   */
  evaluate(source: ScalarSource, missing?: unknown): unknown {
    try {
      return reveal(this.#renderer.render({ ...source, tag: '!expr' }), 'written out')
    } catch (error) {
      if (missing !== undefined && isAboutMissing(error)) return missing
      throw error
    }
  }

  /**
   * Evaluates a condition; returns an Unknown if it depends on one. Throws InputError for a value other than true,
   * false or a text for these.
   */
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
   * Returns the names of all variables that rendering a source or a template file may read, directly or through other
   * variables, including those that no layer has. Also contains markers for what functions need, such as
   * `ANY_VARIABLE`.
   */
  needs(source: Source | Pick<Template, 'names'>): Set<string> {
    return this.#needs.allOf('names' in source ? source.names : namesIn(source))
  }

  /** Whether a source depends only on what is written in the project, and not on data from hosts. */
  isWritten(source: Source): boolean {
    return this.#needs.areWritten(namesIn(source))
  }

  /** Whether the top layer changes neither this variable nor one that it depends on. */
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
