import { defineErrors } from '@sallyport/kernel';

/** Everything that can go wrong in this package. */
export const reportErrors = defineErrors('reports', {
  UNKNOWN_FORMAT: {
    message: 'There is no report format "{format}".',
    next: 'Use one of: {known}.',
    exit: 2,
  },
  UNKNOWN_TOOL: {
    message: 'There is no reader for reports of "{tool}".',
    next: 'Use one of: {known}.',
    exit: 2,
  },
  UNRECOGNISED_REPORT: {
    message: 'The file is no report that a reader recognises.',
    next: 'Name the tool that wrote it; readers exist for: {known}.',
    exit: 2,
  },
  MALFORMED_REPORT: {
    message: 'The file is no {tool} report: {detail}.',
    next: 'Check that the whole file was written, and that the tool was named right.',
    exit: 2,
  },
  REPORT_TOO_LARGE: {
    message: 'The report has {bytes} bytes, more than the limit of {limit}.',
    next: 'Split the report, or raise the limit on documents.',
    exit: 2,
  },
});
