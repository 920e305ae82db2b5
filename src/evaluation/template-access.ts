import type { Controller, RenderContext } from '../functions/controller.ts'
import { includedTemplate } from '../functions/files.ts'
import type { Template } from '../templates/template.ts'
import { compileTemplateFile, isJinjaFile } from './template-file.ts'
import { templateVariables } from './template-variables.ts'

/**
 * Returns what template functions may access: the controller and the variables. `render` renders a template with its
 * own variables on top of these.
 */
export function makeTemplateAccess(
  controller: Controller,
  variables: RenderContext['variables'],
  render: (template: Template, own: Readonly<Record<string, unknown>>) => string,
): Omit<RenderContext, 'missing'> {
  const reach: Omit<RenderContext, 'missing'> = {
    controller,
    variables,
    renderTemplate: ({ file, name, text }, own, marks) => {
      const dialect = controller.dialectOf(file)
      const template = compileTemplateFile({
        file,
        text,
        format: {
          jinja: Object.fromEntries(Object.entries(marks).map(([name, mark]) => [name, String(mark)])),
        },
        dialect,
        find: included => includedTemplate(file, included, { ...reach, missing: 'nothing' }),
      })
      const about = isJinjaFile(file, dialect)
        ? templateVariables({ file, name }, controller.managedText)
        : {}
      return render(template, { ...about, ...own })
    },
  }
  return reach
}
