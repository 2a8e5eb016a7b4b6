-- A database as the first version of its form wrote it. Never changed: databases like it are out there.
PRAGMA application_id = 1751740515;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE athletes (
  athlete TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;
INSERT INTO "athletes" VALUES('A. Runner');
INSERT INTO "athletes" VALUES('Bé Öztürk');
CREATE TABLE clips (
  clip TEXT PRIMARY KEY NOT NULL,
  athlete TEXT NOT NULL,
  date TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  movement TEXT NOT NULL,
  movement_name TEXT NOT NULL,
  variant TEXT NOT NULL,
  view TEXT,
  step_height_cm REAL,
  pain INTEGER,
  note TEXT NOT NULL,
  hipcheck TEXT NOT NULL,
  model TEXT NOT NULL,
  model_sha256 TEXT NOT NULL,
  settings TEXT NOT NULL,
  FOREIGN KEY (athlete, date) REFERENCES sessions ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "clips" VALUES('friday-squat-mp4-c536064f','A. Runner','2026-03-20','friday/squat.mp4','000000000000000000000000000000006672696461792f73717561742e6d7034','single_leg_squat','Single-leg squat','free leg behind','front',NULL,NULL,'','0.1.0','pose_landmarker_full','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{}');
INSERT INTO "clips" VALUES('monday-be-mp4-9fc85afd','Bé Öztürk','2026-03-01','monday/bé.mp4','0000000000000000000000000000000000006d6f6e6461792f62c3a92e6d7034','single_leg_squat','Single-leg squat','free leg behind','front',NULL,NULL,'','0.1.0','pose_landmarker_full','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{}');
INSERT INTO "clips" VALUES('monday-squat-mp4-0379e4ef','A. Runner','2026-03-01','monday/squat.mp4','000000000000000000000000000000006d6f6e6461792f73717561742e6d7034','single_leg_squat','Single-leg squat','free leg behind','front',NULL,NULL,'','0.1.0','pose_landmarker_full','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb','{}');
CREATE TABLE findings (
  clip TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
  flaw TEXT NOT NULL,
  side TEXT NOT NULL,
  metric TEXT NOT NULL,
  grade TEXT NOT NULL,
  at TEXT NOT NULL,
  basis TEXT NOT NULL,
  mild REAL NOT NULL,
  marked REAL NOT NULL,
  above INTEGER NOT NULL,
  source TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (clip, flaw, side, metric)
) WITHOUT ROWID;
INSERT INTO "findings" VALUES('friday-squat-mp4-c536064f','knee_inward','left','knee_fppa_deg','good','bottom','excursion',10.0,15.0,1,'herrington_2014','Separates people with and without knee pain.');
INSERT INTO "findings" VALUES('friday-squat-mp4-c536064f','knee_inward','right','knee_fppa_deg','marked','bottom','excursion',10.0,15.0,1,'herrington_2014','Separates people with and without knee pain.');
INSERT INTO "findings" VALUES('monday-be-mp4-9fc85afd','knee_inward','left','knee_fppa_deg','good','bottom','excursion',10.0,15.0,1,'herrington_2014','Separates people with and without knee pain.');
INSERT INTO "findings" VALUES('monday-be-mp4-9fc85afd','knee_inward','right','knee_fppa_deg','marked','bottom','excursion',10.0,15.0,1,'herrington_2014','Separates people with and without knee pain.');
INSERT INTO "findings" VALUES('monday-squat-mp4-0379e4ef','knee_inward','left','knee_fppa_deg','good','bottom','excursion',10.0,15.0,1,'herrington_2014','Separates people with and without knee pain.');
INSERT INTO "findings" VALUES('monday-squat-mp4-0379e4ef','knee_inward','right','knee_fppa_deg','marked','bottom','excursion',10.0,15.0,1,'herrington_2014','Separates people with and without knee pain.');
CREATE TABLE measurements (
  clip TEXT NOT NULL,
  rep INTEGER NOT NULL,
  metric TEXT NOT NULL,
  side TEXT NOT NULL,
  at TEXT NOT NULL,
  value REAL NOT NULL,
  low REAL,
  high REAL,
  excursion REAL,
  grade TEXT,
  PRIMARY KEY (clip, rep, metric, side, at),
  FOREIGN KEY (clip, rep) REFERENCES reps ON DELETE CASCADE
) WITHOUT ROWID;
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',1,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',1,'depth_deg','left','bottom',65.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',1,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',1,'knee_fppa_deg','left','60deg',3.0,-2.0,8.0,2.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',1,'knee_fppa_deg','left','bottom',5.0,-0.5,10.5,4.0,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',1,'knee_fppa_deg','left','peak',6.0,0.5,11.5,5.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',1,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',2,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',2,'depth_deg','left','bottom',66.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',2,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',2,'knee_fppa_deg','left','60deg',4.5,-0.5,9.5,3.5,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',2,'knee_fppa_deg','left','bottom',6.5,1.0,12.0,5.5,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',2,'knee_fppa_deg','left','peak',7.5,2.0,13.0,6.5,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',2,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',3,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',3,'depth_deg','left','bottom',67.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',3,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',3,'knee_fppa_deg','left','60deg',2.2,-2.8,7.2,1.2,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',3,'knee_fppa_deg','left','bottom',4.2,-1.3,9.7,3.2,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',3,'knee_fppa_deg','left','peak',5.2,-0.3,10.7,4.2,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',3,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',4,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',4,'depth_deg','right','bottom',68.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',4,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',4,'knee_fppa_deg','right','60deg',19.0,14.0,24.0,18.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',4,'knee_fppa_deg','right','bottom',21.0,15.5,26.5,20.0,'marked');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',4,'knee_fppa_deg','right','peak',22.0,16.5,27.5,21.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',4,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',5,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',5,'depth_deg','right','bottom',69.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',5,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',5,'knee_fppa_deg','right','60deg',17.0,12.0,22.0,16.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',5,'knee_fppa_deg','right','bottom',19.0,13.5,24.5,18.0,'marked');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',5,'knee_fppa_deg','right','peak',20.0,14.5,25.5,19.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',5,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',6,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',6,'depth_deg','right','bottom',70.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',6,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',6,'knee_fppa_deg','right','60deg',14.0,9.0,19.0,13.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',6,'knee_fppa_deg','right','bottom',16.0,10.5,21.5,15.0,'mild');
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',6,'knee_fppa_deg','right','peak',17.0,11.5,22.5,16.0,NULL);
INSERT INTO "measurements" VALUES('friday-squat-mp4-c536064f',6,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',1,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',1,'depth_deg','left','bottom',65.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',1,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',1,'knee_fppa_deg','left','60deg',3.0,-2.0,8.0,2.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',1,'knee_fppa_deg','left','bottom',5.0,-0.5,10.5,4.0,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',1,'knee_fppa_deg','left','peak',6.0,0.5,11.5,5.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',1,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',2,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',2,'depth_deg','left','bottom',66.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',2,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',2,'knee_fppa_deg','left','60deg',4.5,-0.5,9.5,3.5,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',2,'knee_fppa_deg','left','bottom',6.5,1.0,12.0,5.5,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',2,'knee_fppa_deg','left','peak',7.5,2.0,13.0,6.5,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',2,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',3,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',3,'depth_deg','left','bottom',67.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',3,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',3,'knee_fppa_deg','left','60deg',2.2,-2.8,7.2,1.2,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',3,'knee_fppa_deg','left','bottom',4.2,-1.3,9.7,3.2,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',3,'knee_fppa_deg','left','peak',5.2,-0.3,10.7,4.2,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',3,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',4,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',4,'depth_deg','right','bottom',68.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',4,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',4,'knee_fppa_deg','right','60deg',19.0,14.0,24.0,18.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',4,'knee_fppa_deg','right','bottom',21.0,15.5,26.5,20.0,'marked');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',4,'knee_fppa_deg','right','peak',22.0,16.5,27.5,21.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',4,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',5,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',5,'depth_deg','right','bottom',69.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',5,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',5,'knee_fppa_deg','right','60deg',17.0,12.0,22.0,16.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',5,'knee_fppa_deg','right','bottom',19.0,13.5,24.5,18.0,'marked');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',5,'knee_fppa_deg','right','peak',20.0,14.5,25.5,19.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',5,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',6,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',6,'depth_deg','right','bottom',70.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',6,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',6,'knee_fppa_deg','right','60deg',14.0,9.0,19.0,13.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',6,'knee_fppa_deg','right','bottom',16.0,10.5,21.5,15.0,'mild');
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',6,'knee_fppa_deg','right','peak',17.0,11.5,22.5,16.0,NULL);
INSERT INTO "measurements" VALUES('monday-be-mp4-9fc85afd',6,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',1,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',1,'depth_deg','left','bottom',65.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',1,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',1,'knee_fppa_deg','left','60deg',3.0,-2.0,8.0,2.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',1,'knee_fppa_deg','left','bottom',5.0,-0.5,10.5,4.0,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',1,'knee_fppa_deg','left','peak',6.0,0.5,11.5,5.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',1,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',2,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',2,'depth_deg','left','bottom',66.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',2,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',2,'knee_fppa_deg','left','60deg',4.5,-0.5,9.5,3.5,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',2,'knee_fppa_deg','left','bottom',6.5,1.0,12.0,5.5,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',2,'knee_fppa_deg','left','peak',7.5,2.0,13.0,6.5,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',2,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',3,'ascent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',3,'depth_deg','left','bottom',67.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',3,'descent_s','left','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',3,'knee_fppa_deg','left','60deg',2.2,-2.8,7.2,1.2,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',3,'knee_fppa_deg','left','bottom',4.2,-1.3,9.7,3.2,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',3,'knee_fppa_deg','left','peak',5.2,-0.3,10.7,4.2,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',3,'trunk_lean_deg','left','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',4,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',4,'depth_deg','right','bottom',68.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',4,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',4,'knee_fppa_deg','right','60deg',19.0,14.0,24.0,18.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',4,'knee_fppa_deg','right','bottom',21.0,15.5,26.5,20.0,'marked');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',4,'knee_fppa_deg','right','peak',22.0,16.5,27.5,21.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',4,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',5,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',5,'depth_deg','right','bottom',69.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',5,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',5,'knee_fppa_deg','right','60deg',17.0,12.0,22.0,16.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',5,'knee_fppa_deg','right','bottom',19.0,13.5,24.5,18.0,'marked');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',5,'knee_fppa_deg','right','peak',20.0,14.5,25.5,19.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',5,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',6,'ascent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',6,'depth_deg','right','bottom',70.0,57.0,73.0,NULL,'good');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',6,'descent_s','right','rep',0.9,0.85,0.95,NULL,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',6,'knee_fppa_deg','right','60deg',14.0,9.0,19.0,13.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',6,'knee_fppa_deg','right','bottom',16.0,10.5,21.5,15.0,'mild');
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',6,'knee_fppa_deg','right','peak',17.0,11.5,22.5,16.0,NULL);
INSERT INTO "measurements" VALUES('monday-squat-mp4-0379e4ef',6,'trunk_lean_deg','right','bottom',6.1,2.9,9.3,5.8,'good');
CREATE TABLE reps (
  clip TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
  rep INTEGER NOT NULL,
  side TEXT NOT NULL,
  start_s REAL NOT NULL,
  bottom_s REAL NOT NULL,
  end_s REAL NOT NULL,
  PRIMARY KEY (clip, rep)
) WITHOUT ROWID;
INSERT INTO "reps" VALUES('friday-squat-mp4-c536064f',1,'left',1.0,2.0,3.0);
INSERT INTO "reps" VALUES('friday-squat-mp4-c536064f',2,'left',3.0,4.0,5.0);
INSERT INTO "reps" VALUES('friday-squat-mp4-c536064f',3,'left',5.0,6.0,7.0);
INSERT INTO "reps" VALUES('friday-squat-mp4-c536064f',4,'right',7.0,8.0,9.0);
INSERT INTO "reps" VALUES('friday-squat-mp4-c536064f',5,'right',9.0,10.0,11.0);
INSERT INTO "reps" VALUES('friday-squat-mp4-c536064f',6,'right',11.0,12.0,13.0);
INSERT INTO "reps" VALUES('monday-be-mp4-9fc85afd',1,'left',1.0,2.0,3.0);
INSERT INTO "reps" VALUES('monday-be-mp4-9fc85afd',2,'left',3.0,4.0,5.0);
INSERT INTO "reps" VALUES('monday-be-mp4-9fc85afd',3,'left',5.0,6.0,7.0);
INSERT INTO "reps" VALUES('monday-be-mp4-9fc85afd',4,'right',7.0,8.0,9.0);
INSERT INTO "reps" VALUES('monday-be-mp4-9fc85afd',5,'right',9.0,10.0,11.0);
INSERT INTO "reps" VALUES('monday-be-mp4-9fc85afd',6,'right',11.0,12.0,13.0);
INSERT INTO "reps" VALUES('monday-squat-mp4-0379e4ef',1,'left',1.0,2.0,3.0);
INSERT INTO "reps" VALUES('monday-squat-mp4-0379e4ef',2,'left',3.0,4.0,5.0);
INSERT INTO "reps" VALUES('monday-squat-mp4-0379e4ef',3,'left',5.0,6.0,7.0);
INSERT INTO "reps" VALUES('monday-squat-mp4-0379e4ef',4,'right',7.0,8.0,9.0);
INSERT INTO "reps" VALUES('monday-squat-mp4-0379e4ef',5,'right',9.0,10.0,11.0);
INSERT INTO "reps" VALUES('monday-squat-mp4-0379e4ef',6,'right',11.0,12.0,13.0);
CREATE TABLE sessions (
  athlete TEXT NOT NULL REFERENCES athletes ON DELETE CASCADE,
  date TEXT NOT NULL,
  PRIMARY KEY (athlete, date)
) WITHOUT ROWID;
INSERT INTO "sessions" VALUES('A. Runner','2026-03-01');
INSERT INTO "sessions" VALUES('A. Runner','2026-03-20');
INSERT INTO "sessions" VALUES('Bé Öztürk','2026-03-01');
CREATE TABLE summaries (
  clip TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
  metric TEXT NOT NULL,
  side TEXT NOT NULL,
  at TEXT NOT NULL,
  basis TEXT NOT NULL,
  value REAL NOT NULL,
  standard_error REAL,
  reps INTEGER NOT NULL,
  PRIMARY KEY (clip, metric, side, at, basis)
) WITHOUT ROWID;
INSERT INTO "summaries" VALUES('friday-squat-mp4-c536064f','depth_deg','left','bottom','absolute',70.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('friday-squat-mp4-c536064f','depth_deg','right','bottom','absolute',70.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('friday-squat-mp4-c536064f','knee_fppa_deg','left','bottom','absolute',5.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('friday-squat-mp4-c536064f','knee_fppa_deg','left','bottom','excursion',4.0,2.50004593893080473421e+00,4);
INSERT INTO "summaries" VALUES('friday-squat-mp4-c536064f','knee_fppa_deg','right','bottom','absolute',5.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('friday-squat-mp4-c536064f','knee_fppa_deg','right','bottom','excursion',4.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-be-mp4-9fc85afd','depth_deg','left','bottom','absolute',70.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-be-mp4-9fc85afd','depth_deg','right','bottom','absolute',70.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-be-mp4-9fc85afd','knee_fppa_deg','left','bottom','absolute',5.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-be-mp4-9fc85afd','knee_fppa_deg','left','bottom','excursion',4.0,2.50004593893080473421e+00,4);
INSERT INTO "summaries" VALUES('monday-be-mp4-9fc85afd','knee_fppa_deg','right','bottom','absolute',10.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-be-mp4-9fc85afd','knee_fppa_deg','right','bottom','excursion',9.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-squat-mp4-0379e4ef','depth_deg','left','bottom','absolute',70.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-squat-mp4-0379e4ef','depth_deg','right','bottom','absolute',70.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-squat-mp4-0379e4ef','knee_fppa_deg','left','bottom','absolute',5.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-squat-mp4-0379e4ef','knee_fppa_deg','left','bottom','excursion',4.0,2.50004593893080473421e+00,4);
INSERT INTO "summaries" VALUES('monday-squat-mp4-0379e4ef','knee_fppa_deg','right','bottom','absolute',21.0,2.04085382769861567453e+00,4);
INSERT INTO "summaries" VALUES('monday-squat-mp4-0379e4ef','knee_fppa_deg','right','bottom','excursion',20.0,2.04085382769861567453e+00,4);
COMMIT;
