/** Opens the place of files that the operator chose. The only file that knows all kinds of places. */
import type { FileShelf } from './file-shelf.ts';
import { FolderShelf } from './folder-shelf.ts';
import { type S3Place, S3Shelf } from './s3-shelf.ts';

export type ShelfPlace = { readonly kind: 'folder'; readonly folder: string } | ({ readonly kind: 's3' } & S3Place);

export function openShelf(place: ShelfPlace): FileShelf {
  switch (place.kind) {
    case 'folder':
      return new FolderShelf(place.folder);
    case 's3':
      return new S3Shelf(place);
  }
}
