import type { Body, StatementOf } from './ast.ts'
import { ExpressionCompiler } from './compile-expression.ts'
import { JinjaError } from './error.ts'
import type { Frame, Render } from './frame.ts'
import { findTemplate, importModule, loadFirst, renderBlock, renderWith, scopeFor } from './inheritance.ts'
import { Undefined } from './undefined.ts'

/** Compiles `extends`, `include`, `import` and blocks. */
export abstract class InheritanceCompiler extends ExpressionCompiler {
  protected readonly blocks = new Map<string, Render>()

  protected abstract body(body: Body): Render

  protected ofTemplates(
    node: StatementOf<'block' | 'extends' | 'include' | 'import' | 'from import'>,
  ): Render {
    if (node.type === 'block') return this.#block(node)
    const template = this.expression(node.template)
    switch (node.type) {
      case 'extends':
        return effect(frame => {
          if (frame.parentTemplate) throw new JinjaError('a template can extend only one other')
          frame.parentTemplate = this.placed(node.at, () => loadFirst(frame, template(frame)))
        })
      case 'include':
        return (frame, out) => {
          const names = template(frame)
          this.placed(node.at, () => {
            const program = node.ignoresMissing ? findTemplate(frame, names) : loadFirst(frame, names)
            if (!program) return
            const inner = scopeFor(program, frame, node.hasContext)
            frame.session.budget.deeper('include', () => renderWith(program, inner, out))
          })
          return undefined
        }
      case 'import':
        return effect(frame => {
          const name = template(frame)
          frame.set(
            node.as,
            this.placed(node.at, () => importModule(frame, name, node.hasContext)),
          )
        })
      case 'from import':
        return effect(frame => {
          const name = template(frame)
          const module = this.placed(node.at, () => importModule(frame, name, node.hasContext))
          for (const [own, as] of node.names) {
            const missing = new Undefined(`the imported template has no \`${own}\``)
            frame.set(as, Object.hasOwn(module, own) ? module[own] : missing)
          }
        })
    }
  }

  #block({ name, isScoped, isRequired, body, at }: StatementOf<'block'>): Render {
    const render = this.body(body)
    this.blocks.set(name, render)
    return (frame, out) => {
      if (frame.parentTemplate) return undefined
      const all = frame.session.blocks.get(name) ?? [render]
      this.placed(at, () => {
        if (isRequired && all[0] === render)
          throw new JinjaError(`the block \`${name}\` is required, but no template defines it`)
        renderBlock(isScoped ? frame : frame.root(), name, 0, out)
      })
      return undefined
    }
  }
}

/** Wraps work as a statement that writes nothing. */
export function effect(work: (frame: Frame) => unknown): Render {
  return frame => {
    work(frame)
    return undefined
  }
}
