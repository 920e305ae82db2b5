import { isAbsolute, resolve } from 'node:path'
import type { Project } from '../../authoring/project.ts'
import type { TaskRun } from '../state/task-run.ts'
import { factsReaderOf, withFacts } from '../variables/facts.ts'
import { decryptedFile } from './encrypted-files.ts'
import { findInput } from './find-input.ts'
import { findVars } from './find-vars.ts'
import { describeFile, listDeeply } from './local-files.ts'
import { renderTemplate } from './render-template.ts'
import { valuesAmong } from './values-among.ts'

/** Gives a task access to the project's templates and files, rendered with the variables of the task. */
export function openProject(taskRun: TaskRun): Project {
  const { settings, controller } = taskRun.context.run
  return {
    render: (template, variables, format) =>
      renderTemplate(
        taskRun,
        { file: findInput(taskRun, 'template', template), name: template },
        variables ?? {},
        format,
      ),
    template: async path =>
      decryptedFile(await describeFile(findInput(taskRun, 'template', path)), controller),
    file: async (path, { decrypts = true } = {}) => {
      const file = await describeFile(findInput(taskRun, 'file', path))
      return decrypts ? decryptedFile(file, controller) : { ...file, isRaw: true }
    },
    list: async path => listDeeply(findInput(taskRun, 'file', path)),
    vars: async query => findVars(taskRun, query),
    variables: async names =>
      withFacts(factsReaderOf(taskRun.context, taskRun.step, taskRun.host), () =>
        valuesAmong(taskRun.scope, names),
      ),
    resolve: path => (isAbsolute(path) ? path : resolve(settings.projectDir, path)),
  }
}
