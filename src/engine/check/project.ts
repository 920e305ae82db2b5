import { isAbsolute, resolve } from 'node:path'
import type { Project } from '../../authoring/project.ts'
import type { Acting } from '../state/acting.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { decryptedFile } from './encrypted-files.ts'
import { findInput } from './find-input.ts'
import { findVars } from './find-vars.ts'
import { describeFile, listDeeply } from './local-files.ts'
import { renderTemplate } from './render-template.ts'
import { valuesAmong } from './values-among.ts'

/** Gives a task access to the project's templates and files, rendered with the variables of the task. */
export function openProject(acting: Acting): Project {
  const { settings, controller } = acting.context.run
  return {
    render: (template, variables, format) =>
      renderTemplate(
        acting,
        { file: findInput(acting, 'template', template), name: template },
        variables ?? {},
        format,
      ),
    template: async path =>
      decryptedFile(await describeFile(findInput(acting, 'template', path)), controller),
    file: async (path, { decrypts = true } = {}) => {
      const file = await describeFile(findInput(acting, 'file', path))
      return decrypts ? decryptedFile(file, controller) : { ...file, isRaw: true }
    },
    list: async path => listDeeply(findInput(acting, 'file', path)),
    vars: async query => findVars(acting, query),
    variables: async names =>
      withFacts(factsReaderOf(acting.context, acting.step, acting.host), () =>
        valuesAmong(acting.scope, names),
      ),
    resolve: path => (isAbsolute(path) ? path : resolve(settings.projectDir, path)),
  }
}
