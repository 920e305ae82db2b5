/** For the built-in task types: downloads and HTTP requests. It may change at any time. */
export { parseChecksum, type WantedChecksum } from '../task-lib/downloads/checksum.ts'
export { type Download, type DownloadTool, downloadToFile, shownUrl } from '../task-lib/downloads/download.ts'
export { DOWNLOAD_OUTPUTS, digestAt, downloadOutputs } from '../task-lib/downloads/download-outputs.ts'
export {
  downloaderOf,
  expectedChecksum,
  requestedDownload,
  settledChecksum,
} from '../task-lib/downloads/expected-checksum.ts'
export { fetchSmallFile, verifiedDownload } from '../task-lib/downloads/fetch.ts'
export { getUrlParams } from '../task-lib/downloads/get-url-params.ts'
export { withDownload } from '../task-lib/downloads/on-controller.ts'
export {
  type DownloadPlan,
  type GetUrlPlan,
  planDownload,
  planKeptDownload,
} from '../task-lib/downloads/plan-download.ts'
export { urlName } from '../task-lib/downloads/url-name.ts'
export { curlCommand, curlSettings, isReading } from '../task-lib/http/curl-request.ts'
export { responseOutputs } from '../task-lib/http/curl-response.ts'
export { saveResponse } from '../task-lib/http/save-response.ts'
export { type UriParams, uriParams } from '../task-lib/http/uri-params.ts'
