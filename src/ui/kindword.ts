/** The word for a kind of object, as shown within a line. */
export function kindWord(
  kind: string,
  trans: { __: (text: string) => string }
): string {
  switch (kind) {
    case 'artifact':
      return trans.__('artifact');
    case 'specification':
      return trans.__('specification');
    case 'instance':
      return trans.__('instance');
    case 'session':
      return trans.__('session');
    case 'review':
      return trans.__('review');
    case 'runtime':
      return trans.__('runtime');
    case 'folder':
      return trans.__('folder');
    default:
      return kind;
  }
}
