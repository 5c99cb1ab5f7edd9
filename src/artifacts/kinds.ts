import { TranslationBundle } from '@jupyterlab/translation';

/** What a piece of content is, in a word: `table`, `image`, `folder`, … */
export function kindWord(
  version: { kind: string; media_type: string; filename: string },
  trans: TranslationBundle
): string {
  const { kind, media_type: type, filename } = version;
  if (kind === 'folder') {
    return trans.__('folder');
  }
  if (/csv|tab-separated|parquet|excel|spreadsheet|arrow/.test(type)) {
    return trans.__('table');
  }
  if (/\.(csv|tsv|parquet|xlsx?|feather)$/i.test(filename)) {
    return trans.__('table');
  }
  if (type.startsWith('image/')) {
    return trans.__('image');
  }
  if (/ipynb/.test(type) || filename.endsWith('.ipynb')) {
    return trans.__('notebook');
  }
  if (type === 'text/html') {
    return trans.__('page');
  }
  if (/json/.test(type)) {
    return trans.__('JSON');
  }
  return type.startsWith('text/') ? trans.__('text') : trans.__('file');
}
