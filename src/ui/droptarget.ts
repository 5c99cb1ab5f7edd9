import * as React from 'react';

/** What makes an element a place to drop on. */
export interface IDropTarget {
  onDragEnter: (event: React.DragEvent) => void;
  onDragOver: (event: React.DragEvent) => void;
  onDragLeave: (event: React.DragEvent) => void;
  onDrop: (event: React.DragEvent) => void;
}

/** Take what is dragged here, where it is accepted; and whether it is above. */
export function useDropTarget(
  accepts: () => boolean,
  drop: () => void
): [isOver: boolean, target: IDropTarget] {
  const [over, setOver] = React.useState(false);
  const onDragOver = (event: React.DragEvent) => {
    if (accepts()) {
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = 'move';
      setOver(true);
    }
  };
  return [
    over,
    {
      onDragEnter: onDragOver,
      onDragOver,
      onDragLeave: event => {
        // Leaving for a child is not leaving.
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
          setOver(false);
        }
      },
      onDrop: event => {
        setOver(false);
        if (accepts()) {
          event.preventDefault();
          event.stopPropagation();
          drop();
        }
      }
    }
  ];
}
