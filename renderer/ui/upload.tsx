import { useTranslation } from 'react-i18next';
import type { LinkView } from '#contracts/terminal/common.ts';
import './upload.css';

export interface UploadProps {
  readonly link: LinkView;
  readonly className?: string;
  /** Beside the words a bar that only grows; for staff. */
  readonly bar?: boolean;
}

/** 「还有 37 笔待上传，已保存在本机」, counting down, then 「已全部上传」 for a moment. Nothing in everyday traffic. */
export function Upload({ link, className = '', bar = false }: UploadProps) {
  const { t } = useTranslation();
  const { pending, upload } = link;
  if (upload.state === 'none') return null;
  const sentence = upload.state === 'done' ? t('link.done') : t(upload.state === 'draining' ? 'link.draining' : 'link.pending', { count: pending });
  return (
    <p className={`upload ${className}`.trim()} data-state={upload.state}>
      {/* Only that it is over is read aloud by itself: a count that changes four times a second is no news. */}
      <span role={upload.state === 'done' ? 'status' : undefined}>{sentence}</span>
      {bar && upload.state === 'draining' ? <progress className="upload-bar" max={upload.of} value={upload.of - pending} aria-hidden="true" /> : null}
    </p>
  );
}
