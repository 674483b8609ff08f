import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icons.tsx';
import './scaled-page.css';

export interface ScaledPageProps {
  readonly title: string;
  readonly address: string;
  /** Picture of the page's own display in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Another page of the hall at its own full size, shrunk as a picture of its display would be. It stays alive to touch. */
export function ScaledPage({ title, address, width, height }: ScaledPageProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const [scale, setScale] = useState(0);
  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) return;
    const fit = (): void => setScale(Math.min(box.clientWidth / width, box.clientHeight / height));
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    fit();
    return () => observer.disconnect();
  }, [width, height]);
  return (
    <figure className="scaled">
      <figcaption className="scaled-title">
        <strong>{title}</strong>
        <a href={address} target="_blank" rel="noreferrer">
          <Icon name="open" />
          {t('hall.open')}
        </a>
      </figcaption>
      <div className="scaled-room" ref={frame}>
        <div className="scaled-display" style={{ inlineSize: width * scale, blockSize: height * scale }}>
          {/* oxlint-disable-next-line react/iframe-missing-sandbox -- the hall's own pages need scripts and their origin, and both together undo a sandbox */}
          <iframe
            className="scaled-frame"
            title={title}
            src={address} style={{ inlineSize: width, blockSize: height, transform: `scale(${scale})` }} />
        </div>
      </div>
    </figure>
  );
}
