BEGIN TRANSACTION;
CREATE TABLE articles (
	version INTEGER NOT NULL, 
	id VARCHAR(512) NOT NULL, 
	added BIGINT NOT NULL, 
	removed BIGINT, 
	content_key VARCHAR(64) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	copy_key VARCHAR(64), 
	title TEXT, 
	published VARCHAR(10), 
	published_first INTEGER, 
	published_last INTEGER, 
	url TEXT, 
	source TEXT, 
	language VARCHAR(16), 
	origin TEXT, 
	characters INTEGER NOT NULL, 
	passage_count INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "articles" VALUES(1,'a',1,NULL,'2d8b4a94bc08da5af56125bdb663e121915e1a8a553cf6f74f02e2200cd13a33','08b68d0c205b9aae59012f2f3c0c20b92a7beec75d25de9c6ec4fd101e11d492','0a669c489f20cc54cc8f457ac2005443','Hồ Tây','2024-05-17',20240517,20240517,'https://example.vn/a','Báo A','vi','',53,1,'Hồ Tây rộng hơn 500 ha. Đường quanh hồ dài gần 18 km.');
INSERT INTO "articles" VALUES(2,'b',2,NULL,'bb51786d029ebec73bdc16d6bf3859d797c5dbd9e0fd21ea213b5d3b05a79b4a','5124f9b8ee773deedb756526b3534c2a946c7d22e028c9a4cbd77db76908c7c3','0a669c489f20cc54cc8f457ac2005443',NULL,'2024-05',20240501,20240531,NULL,NULL,NULL,'',54,1,'hồ tây rộng hơn 500 ha.

Đường quanh hồ dài gần 18 km!');
INSERT INTO "articles" VALUES(5,'c',5,NULL,'0fd3364e2d6a8d8bd573b6f7d5ea240ecb30343e1ebe55f13efea696a07f1bea','0602de99f7e641dccd7c45b98cb473dbd9624d6152545fda44151e79c924afb7','3367fa8777a235b5fdd314d255004637',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'',30,1,'Vịnh Hạ Long có 1.969 hòn đảo.');
CREATE TABLE facts (
	name VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "facts" VALUES('schema','2');
INSERT INTO "facts" VALUES('catalog','9a08f7f4fa544a368a43b148ef3aca99');
INSERT INTO "facts" VALUES('sequence','6');
INSERT INTO "facts" VALUES('published','6');
INSERT INTO "facts" VALUES('chunker','{"recipe": "sentences-3/110/180"}');
INSERT INTO "facts" VALUES('embedder','{"dimension": 8, "model": "hash", "passage_prefix": "", "precision": "exact", "query_prefix": "", "recipe": "1"}');
INSERT INTO "facts" VALUES('late_interaction','{"recipe": "sentences-f16.1", "token_mean": ""}');
CREATE TABLE passages (
	"row" INTEGER NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	article_version INTEGER NOT NULL, 
	added BIGINT NOT NULL, 
	removed BIGINT, 
	ordinal INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	context TEXT NOT NULL, 
	sentences TEXT NOT NULL, 
	vector BLOB NOT NULL, 
	tokens BLOB, 
	PRIMARY KEY ("row"), 
	FOREIGN KEY(article_version) REFERENCES articles (version)
);
INSERT INTO "passages" VALUES(1,'p_66025cc869303262bde2',1,1,NULL,0,0,53,'2024-05-17','[[0,23,"prose"],[24,53,"prose"]]',X'737A5E3E094E8A3EC11792BCBC0C09BF9C93933EB35273BDE9FA893E1396283F',X'74644C4902080000000200000000000000DD9DC98128000000E52D6020CE26CFB77C383FB5B834E637982F833A6D2FE0B22B2B51AADD2DFF370000000000000000');
INSERT INTO "passages" VALUES(2,'p_620da0ae4ece4dfcb1b1',2,2,NULL,0,0,54,'2024-05','[[0,23,"prose"],[25,54,"prose"]]',X'C67C613EDBD9D93E4799403E726D09BF2F208C3E5AF735BDBDC2503E54B8123F',X'74644C4902080000000200000000000000DD9DC98128000000E52D6020CE26CFB77C383FB5B834E637982F833A6D2FE0B22B2B51AADD2DFF370000000000000000');
INSERT INTO "passages" VALUES(5,'p_dc239defd5e0ce8a349d',5,5,NULL,0,0,30,'','[[0,30,"prose"]]',X'C08AC0BEE69C103F2CA027BD0B751B3EB095CBBD264E48BE7FE91CBFDA609ABE',X'74644C4902080000000100000000000000BB13B6311400000004B685383DA9DC305DAE42B2E7B8D3B400000000');
CREATE INDEX articles_by_date ON articles (published_first, published_last);
CREATE INDEX ix_articles_removed ON articles (removed);
CREATE INDEX ix_articles_id ON articles (id);
CREATE INDEX articles_by_copy_key ON articles (copy_key);
CREATE INDEX ix_passages_added ON passages (added);
CREATE INDEX ix_passages_id ON passages (id);
CREATE INDEX ix_passages_article_version ON passages (article_version);
CREATE INDEX ix_passages_removed ON passages (removed);
COMMIT;
