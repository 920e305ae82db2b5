/** For the built-in task types: files, trees of files and archives. It may change at any time. */

export { digestOfFile } from '../base/file-pieces.ts'
export { type Extraction, extractScript } from '../task-lib/archives/extract.ts'
export { type ArchiveSource, type Inspected, inspectArchive } from '../task-lib/archives/inspect.ts'
export { archiveMembers, type Members } from '../task-lib/archives/members.ts'
export { readTarOptions, TAR_OPTIONS } from '../task-lib/archives/options.ts'
export { isPackedAlready, PACK_FORMATS, type Pack, packContent } from '../task-lib/archives/pack.ts'
export { type ExtractionPlan, maxSizeOf, planExtraction } from '../task-lib/archives/plan-extraction.ts'
export { refuseUnsafe } from '../task-lib/archives/unsafe-listing.ts'
export {
  attributeParams,
  attributesIn,
  compareAttributes,
  fileParams,
  knownAttributes,
  setAttributes,
  UNSUPPORTED_SECURITY,
} from '../task-lib/files/attributes.ts'
export { contentOf, digestHex, digestOf, type FileContent } from '../task-lib/files/content.ts'
export {
  type CheckedCopy,
  placeOfCopy,
  planCopiedTree,
  wantedCopy,
  wantedDirectory,
  withParents,
} from '../task-lib/files/copies.ts'
export { type CopyParams, copyParams } from '../task-lib/files/copy-params.ts'
export { describeState, KIND_NAMES, STATE_FIELDS } from '../task-lib/files/describe-state.ts'
export {
  EDITED_FILE_OUTPUTS,
  type Edited,
  planEditedFile,
  putEditedFile,
} from '../task-lib/files/edit-file.ts'
export { type EditedFile, planEdited, readEdited } from '../task-lib/files/edited-file.ts'
export {
  contentOfHost,
  contentOfLocal,
  namesInDirectory,
  treeOfHost,
  treeOfProject,
} from '../task-lib/files/entries.ts'
export { existingPath } from '../task-lib/files/existing-path.ts'
export { explainFiles } from '../task-lib/files/explain-files.ts'
export { FILE_OUTPUTS } from '../task-lib/files/file-outputs.ts'
export { type FileTaskParams, fileTaskParams } from '../task-lib/files/file-task-params.ts'
export { pinnedTimes, planTimes, timesOf } from '../task-lib/files/file-times.ts'
export {
  GENERATED_FILE_OUTPUTS,
  planFileRemoval,
  planGeneratedFile,
  putGeneratedFile,
  readPresentFile,
} from '../task-lib/files/generated-file.ts'
export { planHardLink, planLink } from '../task-lib/files/links.ts'
export { ensuredDirectory } from '../task-lib/files/missing-parents.ts'
export { resolveMode } from '../task-lib/files/mode.ts'
export {
  type CheckedPath,
  EXISTING_OUTPUTS,
  existingOutputs,
  PATH_OUTPUTS,
  pathOf,
  pathOutputs,
  planPathAttributes,
  throughLink,
} from '../task-lib/files/path-attributes.ts'
export { type PathPlan, pathScript } from '../task-lib/files/path-scripts.ts'
export { type FilePlan, planFile } from '../task-lib/files/plan-file.ts'
export { isProtected, lexical } from '../task-lib/files/protected-paths.ts'
export { putFile, putFilesTogether, setSecurity } from '../task-lib/files/put-file.ts'
export { putTree } from '../task-lib/files/put-tree.ts'
export { receiveFile } from '../task-lib/files/receive-file.ts'
export { regexParam } from '../task-lib/files/regex-param.ts'
export { fileRemoval, removeFiles } from '../task-lib/files/remove-files.ts'
export { makeParents, parentOf, privateFolder, temporaryFolder } from '../task-lib/files/staging.ts'
export { compareTree } from '../task-lib/files/tree-attributes.ts'
export { fileOptionsIn } from '../task-lib/files/wanted-file.ts'
export {
  BACKUP_OUTPUTS,
  BACKUPS_OUTPUTS,
  backupParam,
  destParam,
  followParam,
  preservedModeParam,
  validateParam,
} from '../task-lib/files/write-params.ts'
export { type WrittenAttributes, writtenAttributes } from '../task-lib/files/written-attributes.ts'
export { describeFound } from '../task-lib/find/describe-found.ts'
export { findParams } from '../task-lib/find/params.ts'
export { searchDirectory } from '../task-lib/find/search-directory.ts'
export { type Incoming, planPull, receiveAll } from '../task-lib/sync/pull.ts'
export { type PushPlan, planPush, putPush } from '../task-lib/sync/push.ts'
export { readRsyncOptions } from '../task-lib/sync/rsync-options.ts'
