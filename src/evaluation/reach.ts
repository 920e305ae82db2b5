import type { Controller, Reach } from '../functions/controller.ts'
import { includedTemplate } from '../functions/files.ts'
import type { Template } from '../templates/template.ts'
import { compileTemplateFile } from './template-file.ts'

/** What functions may read that are called with these variables; `render` renders a template with variables of its own over them. */
export function makeReach(
  controller: Controller,
  variables: Reach['variables'],
  render: (template: Template, own: Readonly<Record<string, unknown>>) => string,
): Omit<Reach, 'missing'> {
  const reach: Omit<Reach, 'missing'> = {
    controller,
    variables,
    renderTemplate: (file, text, own, marks) => {
      const template = compileTemplateFile({
        file,
        text,
        format: {
          jinja: Object.fromEntries(Object.entries(marks).map(([name, mark]) => [name, String(mark)])),
        },
        dialect: controller.dialectOf(file),
        find: name => includedTemplate(file, name, { ...reach, missing: 'nothing' }),
      })
      return render(template, own)
    },
  }
  return reach
}
