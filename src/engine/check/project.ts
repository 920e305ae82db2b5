import { isAbsolute, resolve } from 'node:path'
import type { Project } from '../../authoring/project.ts'
import type { Acting } from '../state/acting.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { findInput } from './find-input.ts'
import { findVars } from './find-vars.ts'
import { describeFile, listDeeply } from './local-files.ts'
import { renderTemplate } from './render-template.ts'
import { valuesAmong } from './values-among.ts'

/** The templates and files that a task may read, rendered with the variables that the task sees. */
export function openProject(acting: Acting): Project {
  const { projectDir } = acting.context.run.settings
  return {
    render: (template, variables, format) =>
      renderTemplate(
        acting,
        { file: findInput(acting, 'template', template), name: template },
        variables ?? {},
        format,
      ),
    template: async path => describeFile(findInput(acting, 'template', path)),
    file: async path => describeFile(findInput(acting, 'file', path)),
    list: async path => listDeeply(findInput(acting, 'file', path)),
    vars: async query => findVars(acting, query),
    variables: async names =>
      withFacts(factsReaderOf(acting.context, acting.step, acting.host), () =>
        valuesAmong(acting.scope, names),
      ),
    resolve: path => (isAbsolute(path) ? path : resolve(projectDir, path)),
  }
}
