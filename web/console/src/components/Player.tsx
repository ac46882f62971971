import { ActionIcon, Button } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { recordingAddress } from "../api/operations";
import type { Id } from "../api/types";
import { duration } from "../format/time";
import css from "./player.module.css";

const SPEEDS = [1, 1.25, 1.5, 2];

interface PlayerProps {
  id: Id;
  /** Known before the file is touched, so that the row does not change when it is. */
  seconds: number | null;
}

/** One recording. Nothing is fetched before "play"; jumps use the server's byte ranges. */
export function Player({ id, seconds }: PlayerProps) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const [at, setAt] = useState(0);
  const [total, setTotal] = useState(seconds ?? 0);
  const [speed, setSpeed] = useState(1);
  useOnlyOnePlays(audio);

  const toggle = () => {
    const element = audio.current;
    if (!element) return;
    if (element.paused) element.play().catch(() => setFailed(true));
    else element.pause();
  };
  const seek = (place: number) => {
    setAt(place);
    if (audio.current) audio.current.currentTime = place;
  };
  const faster = () => {
    const next = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };

  return (
    <div className={css.player}>
      <audio
        ref={audio}
        src={recordingAddress(id)}
        preload="none"
        onPlay={() => {
          setFailed(false);
          setPlaying(true);
        }}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onDurationChange={(event) => setTotal(finite(event.currentTarget.duration) ?? total)}
        onError={() => setFailed(true)}
      />
      <ActionIcon variant="default" onClick={toggle} aria-label={playing ? t("player.pause") : t("player.play")}>
        {playing ? <IconPlayerPauseFilled size={14} /> : <IconPlayerPlayFilled size={14} />}
      </ActionIcon>
      <input
        className={css.seek}
        type="range"
        min={0}
        max={Math.max(total, 1)}
        step={1}
        value={at}
        onChange={(event) => seek(Number(event.currentTarget.value))}
        aria-label={t("player.seek")}
        aria-valuetext={duration(at)}
      />
      <span className={css.time}>
        {duration(at)} / {duration(total)}
      </span>
      <Button variant="subtle" color="gray" px={4} onClick={faster} aria-label={t("player.speed", { speed })}>
        {speed}×
      </Button>
      {failed && <span role="alert">{t("player.failed")}</span>}
    </div>
  );
}

function useOnlyOnePlays(audio: React.RefObject<HTMLAudioElement | null>): void {
  useEffect(() => {
    const pauseOthers = (event: Event) => {
      if (event.target !== audio.current) audio.current?.pause();
    };
    // `play` does not bubble: listen on the way down.
    document.addEventListener("play", pauseOthers, true);
    return () => document.removeEventListener("play", pauseOthers, true);
  }, [audio]);
}

/** A recording still being written has no end yet. */
const finite = (value: number) => (Number.isFinite(value) ? value : undefined);
