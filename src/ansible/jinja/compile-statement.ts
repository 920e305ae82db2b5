import type { Body, Statement, StatementOf, Target } from './ast.ts'
import { iterate } from './compare.ts'
import { mayStayString } from './compile-call.ts'
import { effect, InheritanceCompiler } from './compile-inheritance.ts'
import { convert } from './convert.ts'
import { JinjaError, placeError } from './error.ts'
import type { Evaluate, Frame, Program, Render, Signal } from './frame.ts'
import { Loop } from './loop.ts'
import { makeMacro } from './macro.ts'
import { Output } from './output.ts'
import { toText } from './text.ts'
import { Namespace, used } from './values.ts'

type Assign = (frame: Frame, value: unknown) => void

/** Compiles the statements of one template. */
export class StatementCompiler extends InheritanceCompiler {
  program(body: Body): Program {
    const render = this.body(body, true)
    return { body: render, blocks: this.blocks, mutates: this.mutates }
  }

  /**
   * Compiles a list of statements. `isTop`: they are not nested in another statement; at the top, nothing is
   * written after `extends`.
   */
  body(body: Body, isTop = false): Render {
    const parts = body.map(statement => this.#statement(statement, isTop))
    return (frame, out) => {
      for (const part of parts) {
        const signal = part(frame, out)
        if (signal) return signal
      }
      return undefined
    }
  }

  #statement(node: Statement, isTop: boolean): Render {
    switch (node.type) {
      case 'text':
        return (frame, out) => {
          if (!(isTop && frame.parentTemplate)) out.write(node.text)
          return undefined
        }
      case 'output':
        return this.#output(node, isTop)
      case 'do':
        return effect(this.expression(node.value))
      case 'set': {
        const value = this.expression(node.value)
        const assign = this.#assign(node.target)
        return effect(frame => assign(frame, value(frame)))
      }
      case 'set block': {
        const body = this.body(node.body)
        const assign = this.#assign(node.target)
        const filter = node.filter && this.filterOfText(node.filter)
        return effect(frame => {
          const text = captured(body, frame.inner())
          assign(frame, filter ? filter(frame, text) : text)
        })
      }
      case 'if':
        return this.#if(node, isTop)
      case 'for':
        return this.#for(node)
      case 'break':
      case 'continue':
        return () => node.type as Signal
      case 'with':
        return this.#with(node)
      case 'filter block': {
        const body = this.body(node.body)
        const filter = this.filterOfText(node.filter)
        return (frame, out) => {
          out.write(written(filter(frame, captured(body, frame.inner())), frame))
          return undefined
        }
      }
      case 'macro': {
        const make = this.#macro(node.name, node)
        return effect(frame => frame.set(node.name, make(frame)))
      }
      case 'call block': {
        const make = this.#macro('caller', node)
        const call = this.call(node.call, frame => new Map([['caller', make(frame)]]))
        return (frame, out) => {
          out.write(this.placed(node.at, () => written(call(frame), frame)))
          return undefined
        }
      }
      default:
        return this.ofTemplates(node)
    }
  }

  /**
   * Compiles an expression that is the whole template, to get its value without converting it to text. Throws
   * on rendering if the value is undefined or not known yet.
   */
  onlyValue({ value: node }: StatementOf<'output'>): Evaluate {
    const value = this.expression(node)
    return frame => this.placed(node.at, () => used(value(frame)))
  }

  /** Writes the value of such an expression as a template does. */
  writeOnly(out: Output, { value: node }: StatementOf<'output'>, value: unknown, frame: Frame): void {
    this.placed(node.at, () =>
      out.write(written(value, frame), mayStayString(node) && isFilterText(value, frame)),
    )
  }

  #output({ value: node }: StatementOf<'output'>, isTop: boolean): Render {
    const value = this.expression(node)
    const mayStayPlain = mayStayString(node)
    const { origin } = this
    return (frame, out) => {
      if (isTop && frame.parentTemplate) return undefined
      try {
        if (mayStayPlain) frame.session.filterTexts.clear()
        const found = value(frame)
        out.write(written(found, frame), mayStayPlain && isFilterText(found, frame))
      } catch (error) {
        throw placeError(error, node.at, origin)
      }
      return undefined
    }
  }

  #if({ branches, otherwise }: StatementOf<'if'>, isTop: boolean): Render {
    const compiled = branches.map(({ test, body }) => ({
      test: this.truth(test),
      body: this.body(body, isTop),
    }))
    const last = this.body(otherwise, isTop)
    return (frame, out) => {
      for (const { test, body } of compiled) if (test(frame)) return body(frame, out)
      return last(frame, out)
    }
  }

  #with({ assignments, body }: StatementOf<'with'>): Render {
    const parts = assignments.map(
      ([target, value]) => [this.#assign(target), this.expression(value)] as const,
    )
    const render = this.body(body)
    return (frame, out) => {
      const inner = frame.inner()
      // The values are evaluated in the outer scope.
      const values = parts.map(([, value]) => value(frame))
      for (const [index, [assign]] of parts.entries()) assign(inner, values[index])
      return render(inner, out)
    }
  }

  #for(node: StatementOf<'for'>): Render {
    const iterable = this.expression(node.iterable)
    const assign = this.#assign(node.target)
    const body = this.body(node.body)
    const otherwise = this.body(node.otherwise)
    const filter = node.filter && this.truth(node.filter)
    const run = (frame: Frame, out: Output, given: unknown, depth: number): Signal => {
      const { budget } = frame.session
      const all = this.placed(node.iterable.at, () => iterate(given))
      this.placed(node.at, () => budget.spend(all.length))
      const passes = (item: unknown): boolean => {
        const inner = frame.inner()
        assign(inner, item)
        return filter?.(inner) ?? true
      }
      const items = filter ? all.filter(passes) : all
      if (items.length === 0) return otherwise(frame.inner(), out)
      const recurse = (inner: unknown): string => {
        const own = new Output()
        budget.deeper('loop', () => run(frame, own, inner, depth + 1))
        return own.text
      }
      const loop = new Loop(items, depth, node.isRecursive ? recurse : undefined)
      for (const item of items) {
        const inner = frame.inner()
        loop.next()
        inner.set('loop', loop)
        assign(inner, item)
        if (body(inner, out) === 'break') break
      }
      return undefined
    }
    return (frame, out) => run(frame, out, iterable(frame), 1)
  }

  #macro(
    name: string,
    { signature, body }: StatementOf<'macro' | 'call block'>,
  ): ReturnType<typeof makeMacro> {
    const defaults = signature.defaults.map(value => this.expression(value))
    return makeMacro({ name, params: signature.params, defaults, body, render: this.body(body) })
  }

  #assign(target: Target): Assign {
    if (target.type === 'name') return (frame, value) => frame.set(target.name, value)
    if (target.type === 'namespace') {
      return (frame, value) => {
        const namespace = frame.find(target.name)
        if (namespace instanceof Namespace) return void namespace.attributes.set(target.attribute, value)
        const hint = `write \`{% set ${target.name} = namespace() %}\` first`
        return this.placed(target.at, () => {
          throw new JinjaError(`\`${target.name}\` is not a namespace`, { hint })
        })
      }
    }
    const parts = target.items.map(item => this.#assign(item))
    return (frame, value) =>
      this.placed(target.at, () => {
        const items = iterate(value)
        if (items.length !== parts.length)
          throw new JinjaError(`${parts.length} names cannot be assigned ${items.length} values`)
        for (const [index, assign] of parts.entries()) assign(frame, items[index])
      })
  }
}

/** Returns the text that `{{ }}` writes. Without `jinja2_native`, Ansible writes nothing for None. */
function written(value: unknown, { session }: Frame): string {
  return value === null && session.conversion !== 'native' ? '' : toText(value)
}

/** Whether the value is a string that a filter such as `to_json` returned. */
function isFilterText(value: unknown, { session }: Frame): boolean {
  return typeof value === 'string' && session.filterTexts.has(value)
}

/** Renders a body and returns its text as a value. */
function captured(render: Render, frame: Frame): unknown {
  const out = new Output()
  render(frame, out)
  return convert(out, frame.session.conversion)
}
