import { canDrop, dropInto, startDrag } from '../drag';
import { shownNodes } from '../picker';
import { Folder, FolderTree, folderRow, isFolder, parted } from '../tree';

const folder = (id: string, parent_id: string | null = null): Folder =>
  ({ id, name: id, parent_id, kind: 'artifact' }) as Folder;

const tree = new FolderTree([
  folder('risk'),
  folder('q3', 'risk'),
  folder('q4', 'risk'),
  folder('models', 'q3'),
  folder('sales')
]);

const ids = (folders: readonly { id: string }[]) => folders.map(one => one.id);

describe('a tree of folders', () => {
  it('knows what lies in what', () => {
    expect(ids(tree.inside(null))).toEqual(['risk', 'sales']);
    expect(ids(tree.inside('risk'))).toEqual(['q3', 'q4']);
    expect(tree.pathText('models')).toBe('risk › q3 › models');
    expect(tree.pathText(null)).toBe('');
    expect(tree.isWithin('models', 'risk')).toBe(true);
    expect(tree.isWithin('risk', 'risk')).toBe(true);
    expect(tree.isWithin('sales', 'risk')).toBe(false);
    expect(tree.isWithin(null, 'risk')).toBe(false);
    expect(tree.get('gone')).toBeNull();
  });

  it('survives one whose parent lies in it', () => {
    const odd = new FolderTree([folder('a', 'b'), folder('b', 'a')]);
    expect(ids(odd.path('a'))).toEqual(['b', 'a']);
  });

  it('finds names from the open folder down', () => {
    expect(ids(tree.find('Q', null))).toEqual(['q3', 'q4']);
    expect(ids(tree.find('s', 'risk'))).toEqual(['models']);
    expect(ids(tree.find('risk', 'risk'))).toEqual([]);
  });

  it('shows what is unfolded', () => {
    const shown = (...open: string[]) =>
      shownNodes(tree, 'Artifacts', new Set(open)).map(
        node => `${' '.repeat(node.level)}${node.name}`
      );
    expect(shown()).toEqual([' Artifacts', '  risk', '  sales']);
    expect(shown('risk', 'q3')).toEqual([
      ' Artifacts',
      '  risk',
      '   q3',
      '    models',
      '   q4',
      '  sales'
    ]);
  });

  it('tells folders from objects', () => {
    const rows = [folderRow(folder('risk')), { id: 'a1', name: 'scores' }];
    expect(rows.map(isFolder)).toEqual([true, false]);
    expect(parted(rows)).toEqual({ objects: ['a1'], folders: ['risk'] });
  });
});

describe('dragging into a folder', () => {
  const start = (what: Parameters<typeof startDrag>[0]) =>
    startDrag(what, { dataTransfer: { setData: () => undefined } } as any);

  it('takes what is of its kind, but no folder into itself', () => {
    expect(canDrop('artifact', tree, 'risk')).toBe(false);
    start({ kind: 'artifact', objects: ['a1'], folders: ['q3'] });
    expect(canDrop('artifact', tree, 'sales')).toBe(true);
    expect(canDrop('artifact', tree, null)).toBe(true);
    expect(canDrop('instance', tree, 'sales')).toBe(false);
    expect(canDrop('artifact', tree, 'q3')).toBe(false);
    expect(canDrop('artifact', tree, 'models')).toBe(false);
    document.dispatchEvent(new Event('dragend'));
    expect(canDrop('artifact', tree, 'sales')).toBe(false);
  });

  it('tells where it was when it went, and not when it stays', async () => {
    const gone = jest.fn();
    const event: any = { dataTransfer: { setData: () => undefined } };
    const what = { kind: 'artifact' as const, objects: ['a1'], folders: [] };
    const reportError = jest.fn();
    const jx: any = {
      api: { post: jest.fn().mockRejectedValueOnce(new Error('No.')) },
      trans: { __: (text: string) => text },
      reportError
    };
    startDrag(what, event, gone);
    dropInto(jx, 'sales');
    await new Promise(resolve => setTimeout(resolve));
    expect(reportError).toHaveBeenCalled();
    expect(gone).not.toHaveBeenCalled();
    jx.api.post.mockResolvedValue({ count: 0 });
    startDrag(what, event, gone);
    dropInto(jx, 'sales');
    await new Promise(resolve => setTimeout(resolve));
    expect(gone).toHaveBeenCalledTimes(1);
  });

  it('moves all of it once', () => {
    const post = jest.fn(async () => ({ count: 0 }));
    const jx: any = { api: { post } };
    start({ kind: 'artifact', objects: ['a1'], folders: [] });
    dropInto(jx, 'sales');
    dropInto(jx, 'risk');
    expect(post.mock.calls).toEqual([
      [
        '/moves',
        {
          body: {
            kind: 'artifact',
            objects: ['a1'],
            folders: [],
            folder_id: 'sales'
          }
        }
      ]
    ]);
  });
});
